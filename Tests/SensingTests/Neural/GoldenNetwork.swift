import Foundation
import Numerics

@testable import Sensing

/// PyTorch's numbers of a small network, as Golden/deeprm.py has written them.
struct GoldenNetwork: Decodable {
    var offsets: [Int]
    var factor: Int
    var columns: Int
    var sparsity: Float
    var measured: [[Float]]
    var parameters: [[Float]]
    var gradients: [[Float]]
    var losses: [[Double]]

    static func load() throws -> GoldenNetwork {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/deeprm.json")
        return try JSONDecoder().decode(GoldenNetwork.self, from: Data(contentsOf: file))
    }

    var layers: SineLayers {
        SineLayers(
            rowCount: factor, inputCount: 16, hiddenCount: 16, columnCount: columns, frequency: 10)
    }

    func objective() throws -> RowSparseObjective {
        let pattern = try CosetPattern(
            downsamplingFactor: factor, offsets: offsets, samplesPerCoset: columns)
        var values = ComplexMatrix(rowCount: offsets.count, columnCount: columns)
        values.real = measured[0]
        values.imaginary = measured[1]
        return RowSparseObjective(
            matrix: SensingOperator.dense(pattern), measured: values,
            rowWeights: [Float](repeating: sparsity, count: factor))
    }

    /// Tensors in PyTorch's grouping as one network's numbers: the heads side by side, padded.
    func arranged(_ tensors: [[Float]]) -> [Float] {
        var numbers = [Float](repeating: 0, count: layers.parameterCount)
        func put(_ tensor: [Float], at places: Range<Int>) {
            for (place, value) in zip(places, tensor) { numbers[place] = value }
        }
        put(tensors[0], at: layers.input)
        for layer in 0..<3 {
            put(tensors[1 + 2 * layer], at: layers.weights(layer))
            put(tensors[2 + 2 * layer], at: layers.biases(layer))
        }
        let padded = layers.paddedColumnCount
        for head in 0..<2 {
            for (index, value) in tensors[7 + 2 * head].enumerated() {
                let place = index / columns * 2 * padded + head * padded + index % columns
                numbers[layers.weights(3).lowerBound + place] = value
            }
            for (index, value) in tensors[8 + 2 * head].enumerated() {
                numbers[layers.biases(3).lowerBound + head * padded + index] = value
            }
        }
        return numbers
    }
}
