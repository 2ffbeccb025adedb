import NeuralNet
import Testing

/// Every operator's gradients against central differences of the loss.
struct FiniteDifferenceTests {
    /// A network of one operator around which convolutions give it something to hand on.
    struct Example: CustomStringConvertible, Sendable {
        let description: String
        let dimensions: Int
        let build: @Sendable (inout NetworkGraph, NetworkGraph.Node) -> NetworkGraph.Node

        var extent: [Int] { dimensions == 2 ? [5, 6] : [3, 4, 5] }

        var graph: NetworkGraph {
            var graph = NetworkGraph(dimensions: dimensions)
            let x = graph.input("x", channels: 2)
            let first = graph.convolution("first", of: x, outputChannels: 4, kernel: 3)
            let middle = build(&graph, first)
            graph.output(
                "y", graph.convolution("last", of: middle, outputChannels: 2, kernel: 1))
            return graph
        }
    }

    static let examples = [2, 3].flatMap { dimensions in
        [
            Example(description: "convolution \(dimensions)-D", dimensions: dimensions) {
                $0.convolution("m", of: $1, outputChannels: 3, kernel: 3, activation: .relu)
            },
            Example(description: "strided convolution \(dimensions)-D", dimensions: dimensions) {
                $0.convolution("m", of: $1, outputChannels: 3, kernel: 3, stride: 2)
            },
            Example(description: "transposed \(dimensions)-D", dimensions: dimensions) {
                $0.transposedConvolution(
                    "m", of: $1, outputChannels: 3, kernel: 5, padding: 2, outputPadding: 1,
                    activation: .relu)
            },
            Example(description: "pooling \(dimensions)-D", dimensions: dimensions) {
                $0.maxPooling(of: $1)
            },
            Example(description: "upsampling \(dimensions)-D", dimensions: dimensions) {
                $0.upsampling(of: $1, factor: 2)
            },
            Example(description: "concatenation \(dimensions)-D", dimensions: dimensions) {
                let other = $0.convolution("m", of: $1, outputChannels: 5, kernel: 1)
                return $0.concatenation(of: [$1, other, $1])
            },
            Example(description: "sum \(dimensions)-D", dimensions: dimensions) {
                let other = $0.convolution("m", of: $1, outputChannels: 4, kernel: 1)
                return $0.sum(of: [$1, other, $1])
            },
            Example(description: "activation \(dimensions)-D", dimensions: dimensions) {
                $0.activation(of: $1)
            },
            Example(description: "normalisation \(dimensions)-D", dimensions: dimensions) {
                $0.groupNormalisation("m", of: $1, groups: 2, activation: .relu)
            },
            Example(description: "pooled rectifier, joined \(dimensions)-D", dimensions: dimensions)
            {
                let a = $0.convolution("m", of: $1, outputChannels: 4, kernel: 3, activation: .relu)
                let low = $0.maxPooling(of: a)
                let up = $0.transposedConvolution(
                    "u", of: low, outputChannels: 3, kernel: 3, stride: 1, padding: 1,
                    activation: .relu)
                return $0.concatenation(of: [$0.upsampling(of: up), $0.upsampling(of: low)])
            },
        ]
    }

    @Test(arguments: examples)
    func `gradients are those of central differences`(_ example: Example) throws {
        let graph = example.graph
        let network = try CompiledNetwork(
            graph, batch: 2, extent: example.extent, isTraining: true)
        let x = HashedNumbers.numbers(4 * example.extent.reduce(1, *), seed: 21)
        var parameters = ParameterSet(
            layout: network.layout,
            values: HashedNumbers.numbers(network.layout.count, seed: 22, scale: 0.5))
        let weights = HashedNumbers.numbers(100_000, seed: 23)
        /// A weighted sum of the outputs.
        func loss(_ parameters: ParameterSet) throws -> Double {
            try network.load(parameters)
            let y = try #require(try network.forward(["x": x])["y"])
            return zip(y, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        _ = try loss(parameters)
        let count = try #require(try network.forward(["x": x])["y"]).count
        let gradients = try network.backward(["y": Array(weights.prefix(count))])
        let size = gradients.reduce(0) { max($0, abs($1)) }
        try #require(size > 0)
        // A kink within the step spoils a difference, in float32 too small a step does: most of the
        // parameters must agree closely, none may be far off.
        var errors: [Double] = []
        let step: Float = 1.0 / 512
        for place in stride(from: 0, to: network.layout.count, by: 1 + network.layout.count / 60) {
            let value = parameters.values[place]
            parameters.values[place] = value + step
            let above = try loss(parameters)
            parameters.values[place] = value - step
            let below = try loss(parameters)
            parameters.values[place] = value
            let slope = (above - below) / Double(2 * step)
            errors.append(abs(slope - Double(gradients[place])) / Double(size))
        }
        errors.sort()
        #expect(errors[errors.count * 3 / 4] < 2e-3)
        #expect(try #require(errors.last) < 0.05)
    }
}
