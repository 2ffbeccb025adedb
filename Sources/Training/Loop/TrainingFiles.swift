import Foundation
import NeuralNet

/// Where a training keeps what it makes: four files of one folder, named after the network.
public struct TrainingFiles: Hashable, Sendable {
    /// The weights of the epoch with the least validation error.
    public let best: String
    /// The weights of the last epoch.
    public let last: String
    /// What an interrupted training goes on from.
    public let checkpoint: String
    /// One JSON object an epoch.
    public let log: String
    private let folder: String

    /// The files of a network in a folder.
    public init(network: String, folder: String) {
        func path(_ name: String) -> String {
            folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        }
        self.folder = folder
        best = path("\(network).safetensors")
        last = path("\(network)-last.safetensors")
        checkpoint = path("\(network).checkpoint")
        log = path("\(network).jsonl")
    }

    /// Makes the folder where it is missing.
    func prepare() throws(TrainingError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw TrainingError(
                "\(folder): the folder cannot be made: \(error.localizedDescription)")
        }
    }

    /// Whether there is a checkpoint to go on from.
    var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint) }

    /// Forgets what an interrupted training would go on from; nothing happens where there is none.
    public func removeCheckpoint() throws(TrainingError) {
        guard hasCheckpoint else { return }
        do {
            try FileManager.default.removeItem(atPath: checkpoint)
        } catch {
            throw TrainingError(
                "\(checkpoint): it cannot be removed: \(error.localizedDescription)")
        }
    }

    /// Replaces the log.
    func write(log lines: [String]) throws(NeuralNetError) {
        try FileBytes.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: log)
    }
}
