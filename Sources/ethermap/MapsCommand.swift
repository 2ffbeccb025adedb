import ArgumentParser

/// `ethermap maps`.
struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps", abstract: "Look at the maps in the store, now or at an instant.",
        discussion: "Example: ethermap maps list --state-dir ethermap-state",
        subcommands: [MapsListCommand.self, MapsValueCommand.self])
}
