import ArgumentParser

/// `ethermap doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examine a receiver's set-up and propose a better one.",
        discussion: "Example: ethermap doctor coset --factor 40 --cosets 10",
        subcommands: [DoctorCosetCommand.self])
}
