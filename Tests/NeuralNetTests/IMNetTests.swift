import NeuralNet
import Testing

/// The whole of IMNet on weights that a formula gives.
struct IMNetTests {
    @Test(arguments: [1, 2])
    func `IMNet's map and its gradients are PyTorch's`(_ threads: Int) throws {
        let network = try CompiledNetwork(
            IMNetGolden.graph, batch: 2, extent: [64, 64], isTraining: true, threadCount: threads)
        #expect(network.layout.count == 4_303_650)
        try network.load(IMNetGolden.parameters(network.layout))
        let count = 2 * 64 * 64
        let output = try network.forward([
            "y": HashedNumbers.numbers(count, seed: 1), "b": HashedNumbers.numbers(count, seed: 2),
        ])
        let map = try #require(output["iss"])
        let golden = try HashedNumbers.golden("imnet")
        #expect(HashedNumbers.distance(map, golden.prefix(count)) < 1e-4)

        let gradients = try network.backward([
            "iss": HashedNumbers.numbers(count, seed: 3, scale: 1.0 / 4096)
        ])
        for (index, layer) in IMNetGolden.layers.enumerated() {
            let expected = Array(golden.dropFirst(count + 4 * index).prefix(4))
            for (place, kind) in ["weight", "bias"].enumerated() {
                let slot = try #require(network.layout.slot("\(layer.name).\(kind)"))
                let own = gradients[slot.range]
                let norm = own.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
                let expectedNorm = Double(expected[2 * place])
                #expect(abs(norm - expectedNorm) < 1e-4 * expectedNorm, "\(slot.name)")
                let first = try #require(own.first)
                #expect(Double(abs(first - expected[2 * place + 1])) < 1e-4 * expectedNorm)
            }
        }
    }

    @Test func `the same threads give the same bits`() throws {
        let count = 64 * 64
        let inputs = [
            "y": HashedNumbers.numbers(count, seed: 1), "b": HashedNumbers.numbers(count, seed: 2),
        ]
        func run() throws -> ([Float], [Float]) {
            let network = try CompiledNetwork(
                IMNetGolden.graph, batch: 1, extent: [64, 64], isTraining: true, threadCount: 2)
            try network.load(IMNetGolden.parameters(network.layout))
            let map = try #require(try network.forward(inputs)["iss"])
            return (map, try network.backward(["iss": map]))
        }
        let (first, second) = (try run(), try run())
        #expect(first.0 == second.0)
        #expect(first.1 == second.1)
    }

    @Test func `a network for inference computes what one for training does`() throws {
        let count = 64 * 64
        let inputs = [
            "y": HashedNumbers.numbers(count, seed: 1), "b": HashedNumbers.numbers(count, seed: 2),
        ]
        let maps = try [true, false].map { isTraining in
            let network = try CompiledNetwork(
                IMNetGolden.graph, batch: 1, extent: [64, 64], isTraining: isTraining)
            try network.load(IMNetGolden.parameters(network.layout))
            return try #require(try network.forward(inputs)["iss"])
        }
        #expect(maps[0] == maps[1])
    }
}
