import Foundation
import Yams

/// Puts a configuration together: flag before environment before file before default.
public enum ConfigurationLoader {
    /// Variables with our prefix that are no keys: the file's own path, and what tests set.
    private static let otherVariables: Set<String> = ["ETHERMAP_CONFIG"]
    private static let fileBytesMax = 1 << 20

    /// Loads a configuration and checks it.
    ///
    /// - Parameters:
    ///   - file: a YAML file, or nil for none.
    ///   - environment: variables; `ETHERMAP_MQTT_PORT` sets `mqtt.port`.
    ///   - overrides: flags as keys and texts; of equal keys the last counts.
    /// - Returns: the configuration, and where each value comes from.
    /// - Throws: everything that is wrong, not only the first thing.
    public static func load(
        file: String?, environment: [String: String] = [:],
        overrides: [(key: String, value: String)] = []
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        guard let file else {
            return try load(
                text: "", path: nil, environment: environment, overrides: overrides)
        }
        let text = try read(file)
        return try load(text: text, path: file, environment: environment, overrides: overrides)
    }

    /// Loads a configuration from a file's text.
    static func load(
        text: String, path: String?, environment: [String: String] = [:],
        overrides: [(key: String, value: String)] = []
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        var assembly = ConfigurationAssembly(path: path)
        if let path { assembly.apply(file: path, text: text) }
        for key in ConfigurationTable.keys {
            if let value = environment[key.environmentName] {
                assembly.apply(value, to: key, from: .environment(name: key.environmentName))
            }
        }
        for (name, value) in overrides {
            if let key = ConfigurationTable.key(name) {
                assembly.apply(value, to: key, from: .flag(key: name))
            } else {
                assembly.errors.append(
                    ConfigurationError(
                        origin: .flag(key: name), message: "unknown key \"\(name)\"",
                        suggestion: ConfigurationTable.suggestion(for: name, in: "")))
            }
        }
        assembly.check()
        assembly.readCity()
        assembly.readWeights()
        assembly.warnings = warnings(about: environment)
        return try assembly.finished()
    }

    /// Loads what is about the broker alone, for programs that need no region.
    ///
    /// - Parameters:
    ///   - environment: variables; others than the broker's keys' are passed over.
    ///   - overrides: flags as keys and texts; other keys are checked and have no effect.
    /// - Returns: the broker's part of the configuration.
    /// - Throws: everything that is wrong with it.
    public static func broker(
        environment: [String: String] = [:], overrides: [(key: String, value: String)] = []
    ) throws(ConfigurationErrors) -> BrokerConfiguration {
        let names = ConfigurationTable.mqtt.map(\.environmentName)
        return try load(
            text: ServiceConfiguration.sample.yaml, path: "sample",
            environment: environment.filter { names.contains($0.key) }, overrides: overrides
        ).value.broker
    }

    private static func read(_ file: String) throws(ConfigurationErrors) -> String {
        func failure(_ message: String) -> ConfigurationErrors {
            ConfigurationErrors([
                ConfigurationError(
                    origin: .file(path: file, line: 0, column: 0), message: message)
            ])
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let isAbsent = underlying?.domain == NSPOSIXErrorDomain && underlying?.code == 2
            throw failure(
                isAbsent || !FileManager.default.fileExists(atPath: file)
                    ? "there is no such file" : "the file cannot be read")
        }
        guard data.count <= fileBytesMax else {
            throw failure("the file is larger than \(fileBytesMax) bytes")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw failure("the file is not UTF-8 text")
        }
        return text
    }

    /// Variables with our prefix that set nothing: likely misspelt, but others may own them
    /// (Kubernetes sets `ETHERMAP_PORT` beside a service of that name), so they are no errors.
    private static func warnings(about environment: [String: String]) -> [String] {
        let names = ConfigurationTable.keys.map(\.environmentName)
        return environment.keys.sorted()
            .filter { $0.hasPrefix("ETHERMAP_") && !names.contains($0) }
            .filter { !otherVariables.contains($0) && !$0.hasPrefix("ETHERMAP_TEST_") }
            .map { name in
                let near = EditDistance.nearest(to: name, among: names)
                return "environment \(name): no key has this name, it is ignored"
                    + (near.map { "; did you mean \"\($0)\"?" } ?? "")
            }
    }
}
