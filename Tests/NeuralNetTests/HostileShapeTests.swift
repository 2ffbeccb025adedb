import NeuralNet
import Numerics
import Testing

/// What cannot be compiled or run is an error in one sentence.
struct HostileShapeTests {
    @Test func `an extent that does not fit where layers are joined is an error`() throws {
        let error = #expect(throws: NeuralNetError.self) {
            try CompiledNetwork(IMNetGolden.graph, batch: 1, extent: [60, 64])
        }
        #expect(error?.description.contains("do not fit") == true)
    }

    @Test(arguments: [
        [], [64], [64, 64, 64], [0, 64], [-64, 64], [1 << 40, 1 << 40], [Int.max, 2],
    ])
    func `an extent that is none is an error`(_ extent: [Int]) {
        #expect(throws: NeuralNetError.self) {
            try CompiledNetwork(IMNetGolden.graph, batch: 1, extent: extent)
        }
    }

    @Test(arguments: [0, -1, Int.max])
    func `a batch that is none is an error`(_ batch: Int) {
        #expect(throws: NeuralNetError.self) {
            try CompiledNetwork(IMNetGolden.graph, batch: batch, extent: [64, 64])
        }
    }

    @Test(arguments: [0, -3, 100_000])
    func `a number of threads that is none is an error`(_ threads: Int) {
        #expect(throws: NeuralNetError.self) {
            try CompiledNetwork(
                IMNetGolden.graph, batch: 1, extent: [64, 64], threadCount: threads)
        }
    }

    static let builders: [@Sendable (inout NetworkGraph, NetworkGraph.Node) -> NetworkGraph.Node] =
        [
            { $0.convolution("a", of: $1, outputChannels: 0, kernel: 3) },
            { $0.convolution("a", of: $1, outputChannels: -4, kernel: 3) },
            { $0.convolution("a", of: $1, outputChannels: Int.max, kernel: 3) },
            { $0.convolution("a", of: $1, outputChannels: 4, kernel: 0) },
            { $0.convolution("a", of: $1, outputChannels: 4, kernel: [3, 3, 3]) },
            { $0.convolution("a", of: $1, outputChannels: 4, kernel: 3, stride: 0) },
            { $0.convolution("a", of: $1, outputChannels: 4, kernel: Int.max) },
            { $0.transposedConvolution("a", of: $1, outputChannels: 4, kernel: 4, padding: 9) },
            { $0.transposedConvolution("a", of: $1, outputChannels: 4, kernel: 4, padding: -1) },
            {
                $0.transposedConvolution(
                    "a", of: $1, outputChannels: 4, kernel: 4, padding: 1, outputPadding: 2)
            },
            { $0.maxPooling(of: $1, size: 0) },
            { $0.maxPooling(of: $1, size: 9) },
            { $0.upsampling(of: $1, factor: 0) },
            { $0.upsampling(of: $1, factor: Int.max) },
            { $0.concatenation(of: [$1, $0.maxPooling(of: $1)]) },
            { graph, _ in graph.concatenation(of: []) },
            { graph, _ in graph.sum(of: []) },
            { $0.sum(of: [$1, $0.concatenation(of: [$1, $1])]) },
            { $0.groupNormalisation("a", of: $1, groups: 2) },
            { $0.groupNormalisation("a", of: $1, groups: 0) },
            {
                let first = $0.convolution("a", of: $1, outputChannels: 3, kernel: 3)
                return $0.convolution("a", of: first, outputChannels: 3, kernel: 3)
            },
        ]

    @Test(arguments: builders.indices)
    func `a layer that cannot be is an error`(_ index: Int) {
        var graph = NetworkGraph()
        let x = graph.input("x", channels: 3)
        let node = Self.builders[index](&graph, x)
        graph.output("y", node)
        let compiled = graph
        #expect(throws: NeuralNetError.self) {
            try CompiledNetwork(compiled, batch: 1, extent: [8, 8])
        }
    }

    @Test func `a node of another graph is an error`() {
        var other = NetworkGraph()
        var node = other.input("x", channels: 3)
        for _ in 0..<5 { node = other.activation(of: node) }
        var graph = NetworkGraph()
        _ = graph.input("x", channels: 3)
        let wrong = graph.activation(of: node)
        graph.output("y", wrong)
        let compiled = graph
        #expect(throws: NeuralNetError.self) {
            try CompiledNetwork(compiled, batch: 1, extent: [8, 8])
        }
    }

    @Test func `inputs and gradients that are missing or of another size are errors`() throws {
        let example = ConvolutionCase.all[0]
        let network = try CompiledNetwork(
            example.graph, batch: 2, extent: example.extent, isTraining: true)
        try network.load(example.parameters)
        #expect(throws: NeuralNetError.self) { try network.backward([:]) }
        #expect(throws: NeuralNetError.self) { try network.forward([:]) }
        #expect(throws: NeuralNetError.self) { try network.forward(["x": [1]]) }
        #expect(throws: NeuralNetError.self) {
            try network.forward(["x": example.input, "z": example.input])
        }
        let y = try network.forward(["x": example.input])
        #expect(throws: NeuralNetError.self) { try network.backward(["y": [1]]) }
        #expect(throws: NeuralNetError.self) { try network.backward(["z": [1]]) }
        _ = try network.backward(y)
        #expect(throws: NeuralNetError.self) { try network.backward(y) }
        let inference = try CompiledNetwork(example.graph, batch: 2, extent: example.extent)
        _ = try inference.forward(["x": example.input])
        #expect(throws: NeuralNetError.self) { try inference.backward(y) }
        #expect(throws: NeuralNetError.self) {
            try inference.load(MixedNetwork(dimensions: 2).parameters)
        }
    }
}
