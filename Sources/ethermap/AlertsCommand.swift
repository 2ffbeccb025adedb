import ArgumentParser

/// `ethermap alerts`.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Look at the alerts in the store.",
        discussion: "Example: ethermap alerts list --state-dir ethermap-state --since -1h",
        subcommands: [AlertsListCommand.self, AlertsShowCommand.self])
}
