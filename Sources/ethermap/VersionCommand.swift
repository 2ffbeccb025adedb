import ArgumentParser

/// `ethermap version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.",
        discussion: "Example: ethermap version --json")

    private struct Report: Encodable {
        let version: String
        let bus: String
    }

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard output.isJSON else { return Terminal.write(ProgramVersion.text) }
        try JSONText.write(Report(version: ProgramVersion.number, bus: ProgramVersion.bus))
    }
}
