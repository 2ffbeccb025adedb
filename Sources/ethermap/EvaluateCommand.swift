import ArgumentParser

/// `ethermap evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Every method and every baseline on the same data, against the truth.",
        subcommands: [
            EvaluateLocalisationCommand.self, EvaluateInterferenceCommand.self,
            EvaluateSpectrumCommand.self,
        ])
}
