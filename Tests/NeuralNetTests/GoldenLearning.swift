import Foundation

/// PyTorch's numbers of losses and optimisers, as Golden/learning.py has written them.
struct GoldenLearning: Decodable {
    /// Losses of one set of outputs.
    struct Losses: Decodable {
        var outputs: [Float]
        var targets: [Float]
        var logVariances: [Float]
        var cases: [Case]
    }

    /// One loss with its gradients.
    struct Case: Decodable, CustomStringConvertible {
        var name: String
        var weights: [Float]?
        var value: Double
        var gradients: [[Float]]
        var description: String { name + (weights == nil ? "" : ", weighted") }
    }

    /// One run of AdamW under OneCycleLR with clipped gradients.
    struct Run: Decodable, CustomStringConvertible {
        var weightDecay: Float
        var start: [Float]
        var scales: [Float]
        var rates: [Double]
        var momenta: [Double]
        var norms: [Double]
        var path: [[Float]]
        var description: String { "weight decay \(weightDecay)" }
    }

    var losses: Losses
    var adam: [Run]

    /// The folder of the files that other programs have made.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden")

    /// The file's content.
    static func load() throws -> GoldenLearning {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            GoldenLearning.self, from: Data(contentsOf: folder.appending(path: "learning.json")))
    }
}
