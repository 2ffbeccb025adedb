import Engine
import Foundation
import Interference
import NeuralNet

/// Where the weights of trained networks lie, and what is read of them.
///
/// A network's weights are one file, `<name>.safetensors`. It is looked for in the configured folder
/// and nowhere else or, where none is configured, beside the installed program and then in the source
/// tree that the program was built in.
public enum WeightsFolder {
    /// The folder of a source tree that holds the weights.
    static let sourceFolder = "Sources/Interference/Weights"
    /// The folder of an installation, seen from the program's own.
    static let installedFolder = "../share/ethermap/weights"

    /// The folders in which weights are looked for, in this order.
    ///
    /// - Parameters:
    ///   - configured: what the configuration says; `nil` for nothing.
    ///   - program: the running program's file.
    /// - Returns: paths of folders that may not be there.
    public static func folders(
        configured: String?, program: String? = runningProgram
    ) -> [String] {
        if let configured { return [configured] }
        guard let program else { return [] }
        var folder = URL(filePath: program).deletingLastPathComponent()
        var folders = [folder.appending(path: installedFolder).standardizedFileURL]
        while folder.path(percentEncoded: false) != "/" {
            let sources = folder.appending(path: sourceFolder)
            if FileManager.default.fileExists(
                atPath: folder.appending(path: "Package.swift").path(percentEncoded: false)),
                FileManager.default.fileExists(atPath: sources.path(percentEncoded: false))
            {
                folders.append(sources)
                break
            }
            folder.deleteLastPathComponent()
        }
        return folders.map { $0.path(percentEncoded: false) }
    }

    /// The file of the running program.
    public static var runningProgram: String? {
        // nil where there is no such file, as outside Linux: then nothing is beside it.
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// Reads and checks a network's weights.
    ///
    /// - Parameters:
    ///   - name: the network's.
    ///   - folders: where to look; the first one that has the file counts.
    /// - Returns: the network, checked.
    /// - Throws: `ServiceError` with the file's name where there is none, or it is not the network's.
    public static func model(
        _ name: String, in folders: [String]
    ) throws(ServiceError)
        -> InterferenceModel
    {
        func failure(_ reason: String) -> ServiceError {
            ServiceError(
                kind: .badConfiguration, operation: "use the network '\(name)'", reason: reason)
        }
        let file = "\(name).safetensors"
        let paths = folders.map { $0 + ($0.hasSuffix("/") ? "" : "/") + file }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw failure(
                paths.isEmpty
                    ? "there is no folder to look for its weights, \(file), in"
                    : "there is no \(paths.joined(separator: ", nor "))")
        }
        do {
            return try InterferenceModel(name, weights: WeightsFile.read(path))
        } catch {
            let what = "\(error)"
            throw failure(what.contains(file) ? what : "\(path): \(what)")
        }
    }
}

extension ServiceConfiguration {
    /// Reads the weights that the configured method needs, if it needs any.
    ///
    /// - Parameter folders: where to look.
    /// - Throws: `ServiceError` where they are not there, or wrong.
    mutating func readWeights(in folders: [String]) throws(ServiceError) {
        let name = engine.estimation.interference
        guard engine.interferenceModel?.name != name else { return }
        engine.interferenceModel = nil
        guard InterferenceChoice(rawValue: name)?.needsWeights == true, engine.mapsInterference
        else { return }
        engine.interferenceModel = try WeightsFolder.model(name, in: folders)
    }
}
