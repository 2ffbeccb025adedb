import NeuralNet
import Testing

/// Pooling, upsampling, joining, adding, rectifying and normalising.
struct OperatorTests {
    @Test(arguments: [2, 3], [1, 2])
    func `values and gradients of a network of all operators are PyTorch's`(
        _ dimensions: Int, _ threads: Int
    ) throws {
        let mixed = MixedNetwork(dimensions: dimensions)
        let network = try CompiledNetwork(
            mixed.graph, batch: 2, extent: mixed.extent, isTraining: true, threadCount: threads)
        try network.load(mixed.parameters)
        let outputs = try network.forward(["x": mixed.input])
        let y = try #require(outputs["y"])
        let s = try #require(outputs["s"])
        let gradients = try network.backward([
            "y": HashedNumbers.numbers(y.count, seed: 10),
            "s": HashedNumbers.numbers(s.count, seed: 11),
        ])
        let golden = try HashedNumbers.golden("mixed\(dimensions)d")
        try #require(golden.count == y.count + s.count + gradients.count)
        #expect(HashedNumbers.distance(y, golden.prefix(y.count)) < 1e-5)
        #expect(HashedNumbers.distance(s, golden.dropFirst(y.count).prefix(s.count)) < 1e-5)
        for slot in network.layout.slots {
            let expected = golden.dropFirst(y.count + s.count + slot.offset).prefix(slot.count)
            #expect(HashedNumbers.distance(gradients[slot.range], expected) < 1e-4, "\(slot.name)")
        }
    }
}
