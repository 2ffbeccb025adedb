import ArgumentParser
import Service

/// `ethermap config sample`.
struct ConfigSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Print a complete configuration, every key explained.",
        discussion: "Example: ethermap config sample > ethermap.yaml")

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard output.isJSON else { return Terminal.write(ServiceConfiguration.sampleText) }
        try JSONText.write(ConfigurationExplanation.all)
    }
}
