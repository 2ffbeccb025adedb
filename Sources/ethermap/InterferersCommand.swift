import ArgumentParser

/// `ethermap interferers`.
struct InterferersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interferers",
        abstract: "Look at interferers, and say which emitters are known.",
        discussion: "Example: ethermap interferers list --state-dir ethermap-state --all",
        subcommands: [InterferersListCommand.self, InterferersKnownCommand.self])
}
