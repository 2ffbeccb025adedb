import ArgumentParser

/// `ethermap interferers`.
struct InterferersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interferers", abstract: "Look at the interferers in the store.",
        discussion: "Example: ethermap interferers list --state-dir ethermap-state --all",
        subcommands: [InterferersListCommand.self])
}
