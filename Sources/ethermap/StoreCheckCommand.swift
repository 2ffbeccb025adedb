import ArgumentParser
import Store

/// `ethermap store check`.
struct StoreCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read the whole store and tell what is wrong with it.",
        discussion: """
            The exit code is 65 where something is wrong.

            Example: ethermap store check --state-dir ethermap-state
            """)

    private struct Report: Encodable {
        let store: String
        let sound: Bool
        let findings: [String]
        let journalRows: Int
        let mapRevisions: Int
        let alerts: Int
        let interferers: Int
        let snapshots: Int

        private enum CodingKeys: String, CodingKey {
            case store
            case sound
            case findings
            case journalRows = "journal_rows"
            case mapRevisions = "map_revisions"
            case alerts
            case interferers
            case snapshots
        }
    }

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        let report = try reader.check()
        if output.isJSON {
            try JSONText.write(
                Report(
                    store: reader.path, sound: report.isSound, findings: report.findings,
                    journalRows: report.journalRows, mapRevisions: report.mapRevisions,
                    alerts: report.alerts, interferers: report.interferers,
                    snapshots: report.snapshots))
        } else {
            for finding in report.findings { Terminal.write("\(reader.path): \(finding)") }
            if report.isSound {
                Terminal.write(
                    "\(reader.path): sound: \(report.journalRows) journal rows, "
                        + "\(report.mapRevisions) map revisions, \(report.alerts) alerts, "
                        + "\(report.interferers) interferers, \(report.snapshots) snapshots")
            }
        }
        guard report.isSound else { throw CommandError(.badData, "") }
    }
}
