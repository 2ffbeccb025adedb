import Evaluation
import Foundation

/// Rows of `evaluate interference`: as JSON, one object a line, or as a table a setting.
struct InterferenceWriter {
    let isJSON: Bool

    /// Writes the rows of one setting.
    func write(_ summaries: [InterferenceSummary]) {
        guard !isJSON else {
            for summary in summaries { put(InterferenceRowJSON(summary: summary)) }
            return
        }
        guard let first = summaries.first else { return }
        var table = TextTable([
            .text("METHOD"), .number("RATE"), .number("ISS RMSE (dB)"), .number("NMSE (dB)"),
            .number("SINR RMSE (dB)"), .number("NMSE (dB)"), .number("EQ. 12 (m)"),
            .number("OSPA (m)"), .number("PRECISION"), .number("RECALL"), .number("IN 1 SIGMA"),
            .number("BY QUINTILE"), .number("COST (s)"),
        ])
        for summary in summaries { table.append(cells(summary)) }
        Terminal.write(
            "\n\(first.setting.rawValue), \(first.mapCount) maps, seed \(first.seed)\n" + table.text
        )
    }

    /// Writes the best detectors of a method.
    func write(_ results: [InterferenceTuning.Result]) {
        for result in results.prefix(3) {
            let found = result.configuration
            Terminal.write(
                "\(result.method): OSPA \(NumberText.fixed(result.ospaMetres, 2)) m with "
                    + "\(found.domain), guard \(found.guardHalfWidth), training "
                    + "\(found.trainingHalfWidth), threshold "
                    + "\(NumberText.fixed(found.fixedThresholdDb, 1)) dB, suppression "
                    + "\(found.suppressionHalfWidth)")
        }
    }

    private func cells(_ summary: InterferenceSummary) -> [String] {
        [
            summary.method, NumberText.fixed(summary.samplingRate * 100, 0) + " %",
            text(summary.issRmseDb, 2), NumberText.fixed(summary.issNmseDb, 2),
            text(summary.sinrRmseDb, 2), NumberText.fixed(summary.sinrNmseDb, 2),
            NumberText.fixed(summary.localisationErrorMetres.value, 1),
            text(summary.ospaMetres, 1), NumberText.fixed(summary.precision, 2),
            NumberText.fixed(summary.recall, 2),
            NumberText.fixed(summary.withinDeviationShare, 2),
            summary.withinDeviationShares.isEmpty
                ? "-"
                : summary.withinDeviationShares.map { NumberText.fixed($0, 2) }
                    .joined(separator: " "),
            NumberText.fixed(summary.secondsPerMap, 3),
        ]
    }

    private func text(_ mean: TrialMean, _ decimals: Int) -> String {
        NumberText.fixed(mean.value, decimals) + " ± "
            + NumberText.fixed(mean.standardError, decimals)
    }

    private func put(_ value: some Encodable) {
        do {
            try JSONText.write(value)
        } catch {
            // Every number that goes in is finite or null.
            Terminal.complain("ethermap: \(error)")
        }
    }
}
