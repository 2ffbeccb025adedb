import ArgumentParser
import Store

/// `ethermap store backup`.
struct StoreBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store into a new file, and check the copy.",
        discussion: """
            The copy is whole as of one commit. To go back to it, stop the engine and put it in the \
            place of ethermap.sqlite, without the files that end in -wal and -shm.

            Example: ethermap store backup /backups/ethermap.sqlite --state-dir ethermap-state
            """)

    private struct Report: Encodable {
        let store: String
        let backup: String
        let report: StoreCheckReport

        private enum CodingKeys: String, CodingKey {
            case store
            case backup
            case report = "check"
        }
    }

    @Argument(help: "The copy's file; it must not be there yet.")
    var target: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try store.open()
        let report = try reader.backup(to: target)
        if output.isJSON {
            return try JSONText.write(
                Report(store: reader.path, backup: target, report: report))
        }
        Terminal.write(
            "\(target): sound copy of \(reader.path): \(report.journalRows) journal rows, "
                + "\(report.mapRevisions) map revisions, \(report.alerts) alerts, "
                + "\(report.snapshots) snapshots")
    }
}
