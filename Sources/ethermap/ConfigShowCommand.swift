import ArgumentParser
import Service

/// `ethermap config show`.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the configuration that counts, as a complete file.",
        discussion: "Example: ethermap config show --config ethermap.yaml --origin")

    private struct Report: Encodable {
        let hash: String
        let settings: [LoadedConfiguration.Setting]
    }

    @Flag(
        name: .customLong("origin"),
        help: "Say where each value comes from: a place in the file, environment, flag, default.")
    var showsOrigin = false

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let loaded = try options.load()
        if output.isJSON {
            try JSONText.write(Report(hash: loaded.value.hash, settings: loaded.settings))
        } else {
            Terminal.write(showsOrigin ? loaded.yamlWithOrigins : loaded.value.yaml)
        }
    }
}
