import Formats
import Foundation
import Geometry
import Scenario
import Yams

/// What maps of interference are drawn from, as a YAML file says it: a user's own city, heights,
/// powers and channel.
///
/// Every key may be left out; `ethermap train --help` lists them. Errors are those of the engine's
/// configuration: file, line, column, and what was probably meant.
public enum SceneFile {
    /// Reads a file over the paper's setting.
    ///
    /// - Parameters:
    ///   - path: the YAML file; paths in it are relative to it.
    ///   - configuration: what holds where the file says nothing.
    /// - Returns: what maps are drawn from.
    /// - Throws: everything that is wrong with the file.
    public static func read(
        _ path: String, over configuration: InterferenceSceneConfiguration
    ) throws(ConfigurationErrors) -> InterferenceSceneConfiguration {
        let source = ConfigurationOrigin.file(path: path, line: 0, column: 0)
        guard let data = FileManager.default.contents(atPath: path),
            data.count <= 1 << 20, let text = String(validating: data, as: UTF8.self)
        else {
            throw ConfigurationErrors([
                ConfigurationError(origin: source, message: "the file cannot be read")
            ])
        }
        var reading = Reading(source: source, path: path, configuration: configuration)
        do {
            if let root = try Yams.compose(yaml: text) { reading.walk(root, section: "") }
        } catch let error as YamlError {
            throw ConfigurationErrors([ConfigurationError(error, file: path)])
        } catch {
            throw ConfigurationErrors([
                ConfigurationError(origin: source, message: "\(error)")
            ])
        }
        guard reading.decoder.errors.isEmpty else {
            throw ConfigurationErrors(reading.decoder.errors)
        }
        return reading.configuration
    }

    /// The keys with what they mean, a line each.
    public static var explanation: String {
        SceneKey.all.map { "\($0.path): \($0.summary)" }.joined(separator: "\n")
    }

    /// A file while it is read.
    private struct Reading {
        var decoder: ConfigurationDecoder
        var configuration: InterferenceSceneConfiguration
        private let path: String

        init(
            source: ConfigurationOrigin, path: String,
            configuration: InterferenceSceneConfiguration
        ) {
            decoder = ConfigurationDecoder(source: source)
            self.path = path
            self.configuration = configuration
        }

        mutating func walk(_ node: Node, section: String) {
            if ConfigurationDecoder.isNull(node) { return }
            guard case .mapping(let mapping) = node else {
                decoder.fail(
                    at: node,
                    section.isEmpty
                        ? "the file is a mapping of keys" : "\(section): expected a mapping of keys"
                )
                return
            }
            for (keyNode, node) in mapping {
                let name = keyNode.scalar?.string ?? ""
                let path = section.isEmpty ? name : "\(section).\(name)"
                if let key = SceneKey.all.first(where: { $0.path == path }) {
                    guard let value = decoder.decode(node, as: key.shape, path: path) else {
                        continue
                    }
                    take(value, for: key, at: node)
                } else if SceneKey.all.contains(where: { $0.path.hasPrefix(path + ".") }) {
                    walk(node, section: path)
                } else {
                    decoder.fail(
                        at: keyNode, "unknown key \"\(path)\"",
                        suggestion: EditDistance.nearest(
                            to: path, among: SceneKey.all.map(\.path)))
                }
            }
        }

        private mutating func take(_ value: ConfigurationValue, for key: SceneKey, at node: Node) {
            if key.path == SceneKey.cities {
                var cities: [City] = []
                for name in value.list?.compactMap(\.text) ?? [] {
                    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
                    do {
                        cities.append(
                            try City(CityFolder.entry(name.hasPrefix("/") ? name : folder + name)))
                    } catch {
                        decoder.fail(at: node, "\(key.path): \(error)")
                    }
                }
                configuration.ground = .crops(cities)
            } else if let what = key.set(&configuration, value) {
                decoder.fail(at: node, "\(key.path): \(what)")
            }
        }
    }
}

extension City {
    /// A city of a folder, over a ground plane of its own.
    public init(_ entry: CityFolder.Entry) throws(CityRasterError) {
        guard
            let city = City(
                raster: entry.heightsMetres.values, shape: entry.heightsMetres.shape,
                firstRow: entry.firstRow == .south ? .south : .north,
                cellMetres: entry.cellMetres)
        else { throw CityRasterError(path: entry.path, what: "it is no raster of heights") }
        self = city
    }
}
