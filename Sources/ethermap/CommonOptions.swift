import ArgumentParser
import Foundation
import Service
import Store

/// `--json`, which every command has.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON instead of text for people.")
    var isJSON = false
}

/// `--config` and `--set`: a configuration from file, environment and flags.
struct ConfigurationOptions: ParsableArguments {
    /// The file that is read where nobody names one and it is there.
    static let systemFile = "/etc/ethermap/config.yaml"

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration (YAML); else $ETHERMAP_CONFIG, else \(systemFile) if it is there.",
            valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("set"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Sets one key of the configuration, as in mqtt.port=1884; may be repeated.",
            valueName: "key=value"))
    var settings: [String] = []

    /// The file to read; `nil` where there is none.
    var resolvedFile: String? {
        if let file { return file }
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["ETHERMAP_CONFIG"], !named.isEmpty { return named }
        return FileManager.default.fileExists(atPath: Self.systemFile) ? Self.systemFile : nil
    }

    /// What `--set` asks for.
    func overrides() throws -> [(key: String, value: String)] {
        try settings.map { setting in
            guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
                throw ValidationError("--set takes key=value, not '\(setting)'")
            }
            return (
                String(setting[..<equals]), String(setting[setting.index(after: equals)...])
            )
        }
    }

    /// Loads the configuration and says its warnings on standard error.
    ///
    /// - Parameter more: flags of the command itself, which count more than `--set`.
    /// - Returns: the configuration with the origins of its values.
    /// - Throws: `ConfigurationErrors`.
    func load(_ more: [(key: String, value: String)] = []) throws -> LoadedConfiguration {
        let loaded = try ConfigurationLoader.load(
            file: resolvedFile, environment: ProcessInfo.processInfo.environment,
            overrides: try overrides() + more)
        for warning in loaded.warnings { Terminal.complain("ethermap: warning: \(warning)") }
        return loaded
    }
}

/// `--state-dir` or `--config`: where the store is that a command reads.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("state-dir"),
        help: ArgumentHelp(
            "The engine's state directory; else the configuration's store.directory.",
            valueName: "dir"))
    var directory: String?

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The engine's configuration (YAML).", valueName: "file"))
    var file: String?

    func validate() throws {
        if directory != nil, file != nil {
            throw ValidationError("--state-dir and --config say the same thing; give one of them")
        }
    }

    /// Opens the store for reading; an engine may write to it meanwhile.
    func open() throws -> StoreReader { try StoreReader(try path()) }

    /// The store's file, whether it is there or not.
    func path() throws -> String {
        if let directory { return StoreSettings.path(inStateDirectory: directory) }
        let environment = ProcessInfo.processInfo.environment
        var options = ConfigurationOptions()
        options.file = file
        options.settings = []
        if options.resolvedFile != nil { return try options.load().value.store.path }
        let named = environment["ETHERMAP_STORE_DIRECTORY"] ?? ""
        return named.isEmpty
            ? StoreSettings().path : StoreSettings.path(inStateDirectory: named)
    }
}
