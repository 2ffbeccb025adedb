import ArgumentParser

/// `ethermap store`.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Back up and check the store, also while an engine runs.",
        discussion: "Example: ethermap store backup /backups/ethermap.sqlite",
        subcommands: [StoreBackupCommand.self, StoreCheckCommand.self])
}
