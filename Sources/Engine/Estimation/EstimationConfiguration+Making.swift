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

    /// The path-loss fit that the configuration names.
    ///
    /// - Throws: `EngineStateError` where there is none of that name.
    func makePathLossEstimator() throws -> any PathLossEstimator {
        switch pathLossEstimator {
        case LogDistancePathLossFit.name: return LogDistancePathLossFit()
        case LineOfSightRidgeFit.name: return LineOfSightRidgeFit()
        default: throw EngineStateError(reason: "no path-loss fit '\(pathLossEstimator)'")
        }
    }

    /// The ISS estimator that the configuration names.
    ///
    /// - Parameter dssDeviationDb: scatter of the desired signal about its model, decibels.
    /// - Returns: an estimator for that scatter.
    /// - Throws: `EngineStateError` where there is none of that name.
    func makeIssEstimator(dssDeviationDb: Double) throws -> any IssEstimator {
        let noise = IssNoise(dssDeviationDb: dssDeviationDb, noiseFloorDbm: noiseFloorDbm)
        switch issEstimator {
        case AbsoluteIssEstimator.name: return AbsoluteIssEstimator(noise: noise)
        case PosteriorIssEstimator.name: return PosteriorIssEstimator(noise: noise)
        default: throw EngineStateError(reason: "no ISS estimator '\(issEstimator)'")
        }
    }
}

extension DetectionConfiguration {
    /// The detector, its distances turned into cells of a grid.
    func detector(on grid: Grid) -> CellAveragingDetector {
        let side = max(grid.cellEastMetres, grid.cellNorthMetres)
        func cells(_ metres: Double) -> Int { max(Int((metres / side).rounded()), 1) }
        let guardCells = cells(guardMetres)
        return CellAveragingDetector(
            configuration: CFARConfiguration(
                domain: CFARConfiguration.Domain(rawValue: domain) ?? .decibel,
                guardHalfWidth: guardCells,
                trainingHalfWidth: max(cells(trainingMetres), guardCells + 1),
                falseAlarmRate: falseAlarmRate,
                fixedThresholdDb: domain == "power" ? nil : thresholdDb,
                suppressionHalfWidth: cells(suppressionMetres)))
    }
}
