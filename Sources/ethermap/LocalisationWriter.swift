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

    /// Writes scenes of several emitters at once as JSON.
    func write(_ rows: [EmitterMapRow]) {
        guard isJSON else { return }
        for row in rows { put(EmitterMapRowJSON(row: row)) }
    }

    /// Writes summaries over scenes of several emitters: as JSON, or as one table.
    func write(_ summaries: [EmitterMapSummary]) {
        guard !isJSON else {
            for summary in summaries { put(EmitterMapSummaryJSON(summary: summary)) }
            return
        }
        var table = TextTable([
            .text("METHOD"), .text("CITY"), .number("SCENES"), .number("OSPA (m)"),
            .number("PRECISION"), .number("RECALL"), .number("COUNT RIGHT"), .number("COST (s)"),
        ])
        for summary in summaries {
            table.append([
                summary.method, summary.isCityKnown ? "known" : "unknown",
                "\(summary.sceneCount)",
                NumberText.fixed(summary.ospaMetres, 1) + " ± "
                    + NumberText.fixed(summary.ospaStandardError, 1),
                NumberText.fixed(summary.precision, 2), NumberText.fixed(summary.recall, 2),
                NumberText.fixed(summary.countShare * 100, 0) + " %",
                NumberText.fixed(summary.seconds, 2),
            ])
        }
        Terminal.write("\nseveral emitters, within 20 m, cut-off 60 m\n" + table.text)
    }

    /// Writes what tuning the baseline's detector has found.
    func write(_ results: [CFARTuning.Result], what: String) {
        for result in results.prefix(5) {
            let found = result.configuration
            Terminal.write(
                "\(what): OSPA \(NumberText.fixed(result.ospaMetres, 2)) m with \(found.domain), "
                    + "guard \(found.guardHalfWidth), training \(found.trainingHalfWidth), "
                    + "threshold \(NumberText.fixed(found.fixedThresholdDb, 1)) dB, "
                    + "suppression \(found.suppressionHalfWidth)")
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
