import Foundation
import Sensing

/// The report on a coset pattern as JSON.
struct PatternReportJSON: Encodable {
    struct Comb: Encodable {
        let step: Int
        let rows: Int
        let rank: Int
    }

    let factor: Int
    let cosets: Int
    let samples: Int
    let offsets: [Int]
    let proposed: Bool
    let lagsCovered: Int
    let coherence: Double
    let noiseFoldingDb: Double
    let sparkMax: Int
    let rowsCertain: Int
    let combs: [Comb]
    let warnings: [String]

    enum CodingKeys: String, CodingKey {
        case factor, cosets, samples, offsets, proposed
        case lagsCovered = "lags_covered"
        case coherence
        case noiseFoldingDb = "noise_folding_db"
        case sparkMax = "spark_max"
        case rowsCertain = "rows_certain"
        case combs, warnings
    }

    /// The members in the units that their names say.
    init(_ report: PatternReport, isProposal: Bool) {
        let pattern = report.pattern
        factor = pattern.downsamplingFactor
        cosets = pattern.cosetCount
        samples = pattern.samplesPerCoset
        offsets = pattern.offsets
        proposed = isProposal
        lagsCovered = report.coveredLagCount
        coherence = NumberText.rounded(report.coherence, 4) ?? 1
        noiseFoldingDb = NumberText.rounded(10 * log10(pattern.noiseFolding), 2) ?? 0
        sparkMax = report.sparkBound
        rowsCertain = report.certainRowCount
        combs = report.combRanks.map {
            Comb(step: $0.step, rows: $0.rowCount, rank: $0.rank)
        }
        warnings = report.warnings.map(\.description)
    }
}
