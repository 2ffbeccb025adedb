import ArgumentParser

/// `ethermap alerts`.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Look at alerts, acknowledge and mute them.",
        discussion: "Example: ethermap alerts list --state-dir ethermap-state --since -1h",
        subcommands: [
            AlertsListCommand.self, AlertsShowCommand.self, AlertsAckCommand.self,
            AlertsMuteCommand.self, AlertsUnmuteCommand.self, AlertsMutesCommand.self,
        ])
}
