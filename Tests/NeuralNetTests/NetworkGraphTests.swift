import NeuralNet
import Numerics
import Testing

/// Parameters by name, and layers that nobody reads.
struct NetworkGraphTests {
    @Test func `parameters have PyTorch's names, shapes and order`() {
        let layout = MixedNetwork(dimensions: 2).graph.parameterLayout
        #expect(
            layout.slots.map(\.name) == [
                "a.weight", "a.bias", "n.weight", "n.bias", "b.weight", "b.bias", "c.weight",
                "c.bias",
            ])
        #expect(layout.slots[0].shape == [6, 3, 3, 3])
        #expect(layout.slots[2].shape == [6])
        #expect(layout.count == 162 + 6 + 12 + 324 + 6 + 30 + 2)
        let transposed = ConvolutionCase.all[4].graph.parameterLayout
        #expect(transposed.slots[0].shape == [3, 5, 4, 4])
    }

    @Test func `parameters start within PyTorch's bounds, the same for the same seed`() {
        let layout = MixedNetwork(dimensions: 2).graph.parameterLayout
        var generator = SeededGenerator(seed: 7)
        let first = ParameterSet.initialised(layout, using: &generator)
        var again = SeededGenerator(seed: 7)
        #expect(ParameterSet.initialised(layout, using: &again) == first)
        let bound = 1 / Float(27).squareRoot()
        for name in ["a.weight", "a.bias"] {
            #expect(first[name].allSatisfy { abs($0) <= bound })
            #expect(first[name].contains { abs($0) > bound / 2 })
        }
        #expect(first["n.weight"].allSatisfy { $0 == 1 })
        #expect(first["n.bias"].allSatisfy { $0 == 0 })
    }

    @Test func `a layer that no output reads costs nothing and has no gradient`() throws {
        var graph = NetworkGraph()
        let x = graph.input("x", channels: 2)
        _ = graph.input("idle", channels: 1)
        let a = graph.convolution("a", of: x, outputChannels: 2, kernel: 3)
        _ = graph.convolution("unread", of: a, outputChannels: 64, kernel: 3)
        graph.output("y", a)
        let network = try CompiledNetwork(graph, batch: 1, extent: [4, 4], isTraining: true)
        var generator = SeededGenerator(seed: 3)
        try network.load(ParameterSet.initialised(network.layout, using: &generator))
        let ones = [Float](repeating: 1, count: 32)
        let y = try network.forward(["x": ones, "idle": Array(ones.prefix(16))])
        let gradients = try network.backward(["y": try #require(y["y"])])
        let unread = try #require(network.layout.slot("unread.weight"))
        #expect(gradients[unread.range].allSatisfy { $0 == 0 })
        #expect(gradients.prefix(unread.offset).contains { $0 != 0 })
    }

    @Test func `an input can be an output, twice`() throws {
        var graph = NetworkGraph()
        let x = graph.input("x", channels: 3)
        graph.output("a", x)
        graph.output("b", x)
        let network = try CompiledNetwork(graph, batch: 2, extent: [3, 5], isTraining: true)
        let values = HashedNumbers.numbers(90, seed: 5)
        let outputs = try network.forward(["x": values])
        #expect(outputs == ["a": values, "b": values])
        #expect(try network.backward(outputs) == [])
    }

    @Test func `a plane's gradients do not depend on its neighbours in the batch`() throws {
        let mixed = MixedNetwork(dimensions: 2)
        let alone = try CompiledNetwork(
            mixed.graph, batch: 1, extent: mixed.extent, isTraining: true)
        let together = try CompiledNetwork(
            mixed.graph, batch: 2, extent: mixed.extent, isTraining: true)
        try alone.load(mixed.parameters)
        try together.load(mixed.parameters)
        let half = mixed.input.count / 2
        let pair = try together.forward(["x": mixed.input])
        let pairGradients = try together.backward(pair)
        var sum = [Float](repeating: 0, count: pairGradients.count)
        for index in 0..<2 {
            let x = Array(mixed.input.dropFirst(index * half).prefix(half))
            let single = try alone.forward(["x": x])
            for (name, values) in single {
                let expected = try #require(pair[name]).dropFirst(index * values.count)
                #expect(HashedNumbers.distance(values, expected.prefix(values.count)) < 1e-6)
            }
            let gradients = try alone.backward(single)
            for place in sum.indices { sum[place] += gradients[place] }
        }
        #expect(HashedNumbers.distance(sum, pairGradients) < 1e-5)
    }
}
