import Evaluation
import Foundation

/// Rows of `evaluate localisation` as JSON, one object a line, or as tables for people.
struct LocalisationWriter {
    let isJSON: Bool

    /// Writes rows at once as JSON; tables hold summaries alone.
    func write(_ rows: [LocalisationRow]) {
        guard isJSON else { return }
        for row in rows { put(LocalisationRowJSON(row: row)) }
    }

    /// Writes summaries: as JSON, or as one table a kind of flight.
    func write(_ summaries: [LocalisationSummary]) {
        guard !isJSON else {
            for summary in summaries { put(LocalisationSummaryJSON(summary: summary)) }
            return
        }
        var kinds: [String?] = []
        for summary in summaries where !kinds.contains(summary.kind) { kinds.append(summary.kind) }
        for kind in kinds {
            var table = TextTable([
                .text("METHOD"), .number("AT (s)"), .number("FLIGHTS"), .number("MEDIAN (m)"),
                .number("WORST (m)"), .number("CE90 (m)"), .number("IN CE50"), .number("IN CE90"),
                .number("COST (s)"),
            ])
            for summary in summaries where summary.kind == kind { table.append(cells(summary)) }
            Terminal.write((kind.map { "\n\($0)\n" } ?? "") + table.text)
        }
    }

    private func cells(_ summary: LocalisationSummary) -> [String] {
        [
            summary.method, summary.instant.rawValue, "\(summary.flightCount)",
            NumberText.fixed(summary.medianErrorMetres, 1),
            NumberText.fixed(summary.worstErrorMetres, 1),
            NumberText.fixed(summary.medianCE90Metres, 1), text(summary.coverage50),
            text(summary.coverage90), NumberText.fixed(summary.seconds, 2),
        ]
    }

    /// A share with its standard error, per cent.
    private func text(_ coverage: LocalisationSummary.Coverage?) -> String {
        guard let coverage else { return "-" }
        return NumberText.fixed(coverage.share * 100, 1) + " ± "
            + NumberText.fixed(coverage.standardError * 100, 1) + " %"
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
