import Foundation
import Sensing

/// The report on a coset pattern for people.
enum PatternReportText {
    /// Facts, then the combs, then the warnings.
    static func text(_ report: PatternReport, isProposal: Bool) -> String {
        let pattern = report.pattern
        let rows = pattern.rowCount
        let facts = FactList([
            (
                isProposal ? "proposed offsets" : "offsets",
                pattern.offsets.map { "\($0)" }.joined(separator: ",")
            ),
            (
                "pattern",
                "\(pattern.cosetCount) of \(rows) cosets, \(pattern.samplesPerCoset) samples each: "
                    + "\(rows) rows of \(pattern.samplesPerCoset) bins"
            ),
            ("lags covered", "\(report.coveredLagCount) of \(rows)"),
            ("coherence", NumberText.fixed(report.coherence, 3)),
            ("noise folding", NumberText.fixed(10 * log10(pattern.noiseFolding), 1) + " dB"),
            (
                "rows one frame tells apart",
                "any \(report.certainRowCount), nearly any \(max(pattern.cosetCount - 1, 1)) "
                    + "(spark at most \(report.sparkBound))"
            ),
        ]).text
        var table = TextTable([
            .number("ROWS APART"), .number("ROWS"), .number("TOLD APART"),
        ])
        for comb in report.combRanks where comb.step > 1 {
            table.append(["\(comb.step)", "\(comb.rowCount)", "\(comb.rank)"])
        }
        let warnings =
            report.warnings.isEmpty
            ? "no warnings" : report.warnings.map { "warning: \($0)" }.joined(separator: "\n")
        let combs = report.combRanks.count > 1 ? "\n\n" + table.text : ""
        return facts + combs + "\n\n" + warnings
    }
}
