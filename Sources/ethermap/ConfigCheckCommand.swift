import ArgumentParser
import Foundation
import Service

/// `ethermap config check`.
struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a configuration; needs neither broker nor store.",
        discussion: """
            Every error is printed as file:line:column: message, and the exit code is 78.

            Example: ethermap config check ethermap.yaml
            """)

    /// The outcome as JSON.
    private struct Report: Encodable {
        struct Finding: Encodable {
            var place: String
            var file: String?
            var line: Int?
            var column: Int?
            var message: String
            var suggestion: String?
        }

        var valid: Bool
        var region: String?
        var hash: String?
        var errors: [Finding] = []
        var warnings: [String] = []
    }

    @Argument(help: ArgumentHelp("The file; --config says the same.", valueName: "file"))
    var path: String?

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if path != nil, options.file != nil {
            throw ValidationError("the file stands there twice; give it once")
        }
    }

    mutating func run() throws {
        if let path { options.file = path }
        do {
            let loaded = try options.load()
            let warnings = Self.missingFiles(of: loaded.value)
            for warning in warnings { Terminal.complain("ethermap: warning: \(warning)") }
            try report(loaded, warnings: loaded.warnings + warnings)
        } catch let errors as ConfigurationErrors {
            guard output.isJSON else { throw errors }
            try JSONText.write(
                Report(valid: false, errors: errors.errors.map(Self.finding)))
            throw CommandError(.badConfiguration, "")
        }
    }

    private func report(_ loaded: LoadedConfiguration, warnings: [String]) throws {
        let region = loaded.value.engine.region
        if output.isJSON {
            return try JSONText.write(
                Report(
                    valid: true, region: region.id.rawValue, hash: loaded.value.hash,
                    warnings: warnings))
        }
        let grid = region.grid
        Terminal.write(
            "\(options.resolvedFile ?? "the environment"): valid: region \(region.id), "
                + "\(grid.nx) x \(grid.ny) cells on \(grid.nz) \(grid.nz == 1 ? "level" : "levels"), "
                + "bands \(region.bands.map(\.id.rawValue).joined(separator: ", ")), "
                + "stations \(region.groundStations.count), hash \(loaded.value.hash)")
    }

    /// Files that the configuration names and that cannot be read here and now.
    private static func missingFiles(of configuration: ServiceConfiguration) -> [String] {
        let broker = configuration.broker
        let files = [
            ("mqtt.password_file", broker.passwordFile),
            ("mqtt.tls.ca_file", broker.tls.authorityFile),
            ("mqtt.tls.certificate_file", broker.tls.certificateFile),
            ("mqtt.tls.key_file", broker.tls.keyFile),
        ]
        return files.compactMap { key, path in
            guard let path, !FileManager.default.isReadableFile(atPath: path) else { return nil }
            return "\(key): '\(path)' cannot be read"
        }
    }

    private static func finding(_ error: ConfigurationError) -> Report.Finding {
        var finding = Report.Finding(
            place: error.origin.description, message: error.message, suggestion: error.suggestion)
        if case .file(let path, let line, let column) = error.origin {
            finding.file = path
            if line > 0 {
                finding.line = line
                finding.column = column
            }
        }
        return finding
    }
}
