import Interpolation
import Model

/// A band's evidence at one instant, one entry a visited cell, in the grid's order.
///
/// Bound: `ScatteredField.observationCountMax` cells; of more, those visited last speak.
struct Observations {
    var cells: [Int] = []
    var positions: [LocalPosition] = []
    var valuesDbm: [Double] = []
    var variancesDb2: [Double] = []
    var times: [UnixTime] = []
    /// What is not known of the calibration behind each value: common to neighbours, so that no
    /// interpolation averages it away.
    var biasVariancesDb2: [Double] = []

    var count: Int { cells.count }

    init(
        of evidence: EvidenceGrid, grid: Grid, at now: UnixTime, by rule: EvidenceConfiguration,
        countMax: Int = ScatteredField.observationCountMax
    ) {
        let oldest = Self.oldestTime(in: evidence, countMax: countMax)
        evidence.forEachCell { index, cell in
            guard cells.count < countMax, cell.time >= oldest,
                let observation = cell.observation(at: now, configuration: rule)
            else { return }
            cells.append(index)
            positions.append(grid.centre(of: grid.cell(at: index)))
            valuesDbm.append(observation.valueDbm)
            variancesDb2.append(observation.varianceDb2)
            times.append(cell.time)
            biasVariancesDb2.append(cell.biasVarianceDb2)
        }
    }

    /// Those entries that a rule keeps.
    func keeping(_ isKept: (Int) -> Bool) -> Observations {
        var kept = self
        let entries = (0..<count).filter(isKept)
        kept.cells = entries.map { cells[$0] }
        kept.positions = entries.map { positions[$0] }
        kept.valuesDbm = entries.map { valuesDbm[$0] }
        kept.variancesDb2 = entries.map { variancesDb2[$0] }
        kept.times = entries.map { times[$0] }
        kept.biasVariancesDb2 = entries.map { biasVariancesDb2[$0] }
        return kept
    }

    /// The time from which on at most `countMax` cells were visited, but for ties.
    private static func oldestTime(in evidence: EvidenceGrid, countMax: Int) -> UnixTime {
        guard evidence.cells.count > countMax else { return .zero }
        return evidence.cells.map(\.time).sorted(by: >)[countMax - 1]
    }

    /// The field that an interpolator takes, with values of one's own.
    func field(valuesDbm: [Double], variancesDb2: [Double]) -> ScatteredField {
        ScatteredField(
            eastMetres: positions.map(\.eastMetres), northMetres: positions.map(\.northMetres),
            upMetres: positions.map(\.upMetres), valuesDb: valuesDbm, variancesDb2: variancesDb2)
    }
}
