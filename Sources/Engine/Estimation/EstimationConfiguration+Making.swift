import Interference
import Interpolation
import Model

extension EstimationConfiguration {
    /// The interpolator that the configuration names.
    ///
    /// - Throws: `EngineStateError` where there is none of that name.
    func makeInterpolator() throws -> any SpatialInterpolator {
        guard let choice = InterpolatorChoice(rawValue: interpolator) else {
            throw EngineStateError(reason: "no interpolator '\(interpolator)'")
        }
        return choice.make(
            configuration: InterpolationConfiguration(verticalScale: verticalScale))
    }
}

extension DetectionConfiguration {
    /// The detector, its distances turned into cells of a grid.
    func detector(on grid: Grid) -> CellAveragingDetector {
        let side = max(grid.cellEastMetres, grid.cellNorthMetres)
        func cells(_ metres: Double) -> Int { max(Int((metres / side).rounded()), 1) }
        return CellAveragingDetector(
            configuration: CFARConfiguration(
                domain: CFARDomain(rawValue: domain) ?? .decibel, guardCells: cells(guardMetres),
                trainingCells: max(cells(trainingMetres), cells(guardMetres) + 1),
                falseAlarmRate: falseAlarmRate, thresholdDb: thresholdDb,
                suppressionCells: cells(suppressionMetres)))
    }
}
