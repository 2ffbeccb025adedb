import NeuralNet
import Numerics

@testable import Training

/// y = w x + b in plain Swift, standing in for a network.
final class LineNetwork: TrainableNetwork {
    private var weights: [Float] = [0, 0]
    private var inputs: [Float] = []
    /// Batches taken so far.
    private(set) var forwardCount = 0

    func load(_ parameters: ParameterSet) throws(NeuralNetError) { weights = parameters.values }

    func forward(_ inputs: [String: [Float]]) throws(NeuralNetError) -> [String: [Float]] {
        forwardCount += 1
        self.inputs = inputs["x"] ?? []
        return ["y": self.inputs.map { weights[0] * $0 + weights[1] }]
    }

    func backward(_ outputGradients: [String: [Float]]) throws(NeuralNetError) -> [Float] {
        let slopes = outputGradients["y"] ?? []
        return [zip(slopes, inputs).reduce(0) { $0 + $1.0 * $1.1 }, slopes.reduce(0, +)]
    }
}

/// Learns y = 2 x − 1 from noisy examples.
struct LineTask: TrainingTask {
    var mapCount = 10
    /// Becomes infinite from this epoch on.
    var breaksInEpoch = Int.max

    var name: String { "line" }
    var metadata: [String: String] { ["channel": "none"] }
    var extent: [Int] { [1, 4] }
    var validationCount: Int { 5 }

    var graph: NetworkGraph {
        var graph = NetworkGraph()
        let input = graph.input("x", channels: 1)
        graph.output("y", graph.convolution("line", of: input, outputChannels: 1, kernel: 1))
        return graph
    }

    func example(
        of map: Int, epoch: Int, using generator: inout SeededGenerator
    ) -> TrainingExample {
        let x = (0..<4).map { _ in Float(generator.normal()) + Float(map) / 10 }
        let slip: Float = epoch >= breaksInEpoch ? .infinity : 0
        return TrainingExample(
            inputs: ["x": x],
            targets: ["y": x.map { 2 * $0 - 1 + Float(0.1 * generator.normal()) + slip }])
    }

    func loss(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (value: Double, gradients: [String: [Float]]) {
        let term = Loss.meanSquaredError(outputs["y"] ?? [], targets: targets["y"] ?? [])
        return (term.value, ["y": term.gradient])
    }

    func validationExample(_ number: Int) -> TrainingExample {
        let x = (0..<4).map { Float($0 + number) / 4 }
        return TrainingExample(inputs: ["x": x], targets: ["y": x.map { 2 * $0 - 1 }])
    }

    func squaredErrors(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (sum: Double, count: Int) {
        let errors = zip(outputs["y"] ?? [], targets["y"] ?? []).map { Double($0 - $1) }
        return (errors.reduce(0) { $0 + $1 * $1 }, errors.count)
    }
}
