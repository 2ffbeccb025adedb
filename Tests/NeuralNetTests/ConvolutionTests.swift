import NeuralNet
import Testing

/// Convolutions and transposed convolutions against PyTorch and against a readable reference.
struct ConvolutionTests {
    @Test(arguments: ConvolutionCase.all, [1, 2])
    func `a convolution's values and gradients are PyTorch's`(
        _ example: ConvolutionCase, _ threads: Int
    ) throws {
        let network = try CompiledNetwork(
            example.graph, batch: 2, extent: example.extent, isTraining: true,
            threadCount: threads)
        try network.load(example.parameters)
        let y = try #require(try network.forward(["x": example.input])["y"])
        let gradients = try network.backward(["y": HashedNumbers.numbers(y.count, seed: 4)])
        let golden = try HashedNumbers.golden(example.name)
        try #require(golden.count == y.count + gradients.count)
        #expect(HashedNumbers.distance(y, golden.prefix(y.count)) < 1e-5)
        for slot in network.layout.slots {
            let expected = golden[y.count...].dropFirst(slot.offset).prefix(slot.count)
            #expect(HashedNumbers.distance(gradients[slot.range], expected) < 1e-4)
        }
    }

    @Test(
        arguments: ConvolutionCase.all.filter { $0.dimensions == 2 } + ConvolutionCase.wide, [1, 3])
    func `a convolution is the sum that its definition says`(
        _ example: ConvolutionCase, _ threads: Int
    ) throws {
        let network = try CompiledNetwork(
            example.graph, batch: 2, extent: example.extent, threadCount: threads)
        try network.load(example.parameters)
        let y = try #require(try network.forward(["x": example.input])["y"])
        #expect(HashedNumbers.distance(y, ReferenceConvolution(example).output) < 1e-5)
    }
}
