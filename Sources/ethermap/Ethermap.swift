import ArgumentParser

/// The program: one binary, one file a subcommand.
@main
struct Ethermap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ethermap",
        abstract: "A spectrum monitor on a message bus: frames in, maps and alerts out.",
        discussion: """
            Data goes to standard output, everything else to standard error; --json prints one \
            document, or one object a line where there is no end. Times are UTC.

            Exit codes: 0 done, 1 failed, 64 wrong usage, 65 bad data, 69 broker or store not \
            available, 78 bad configuration, 130 interrupted.

            Example: ethermap demo --duration 60
            """,
        version: ProgramVersion.text,
        subcommands: [
            DemoCommand.self,
            EngineCommand.self,
            SimulateCommand.self,
            ReplayCommand.self,
            WatchCommand.self,
            MapsCommand.self,
            AlertsCommand.self,
            InterferersCommand.self,
            StoreCommand.self,
            TrainCommand.self,
            EvaluateCommand.self,
            DoctorCommand.self,
            ConfigCommand.self,
            VersionCommand.self,
        ])

    /// Runs the command that the arguments name, and ends the process with its exit code.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitStatus.end(with: error)
        }
    }
}
