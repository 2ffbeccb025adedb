import NeuralNet
import Testing

@testable import Interference

struct IMNetTests {
    // PyTorch's module of the same wiring (Benchmarks/Peers/networks.py) has as many.
    @Test func `IMNet and UNet have as many parameters as the tables say`() {
        #expect(IMNet().graph.parameterLayout.count == 4_303_650)
        #expect(IMNet(isCorrected: false).graph.parameterLayout.count == 4_492_986)
    }

    @Test func `the joins have the channels of Table II`() {
        let slots = IMNet().graph.parameterLayout.slots
        func shape(_ name: String) -> [Int]? { slots.first { $0.name == name }?.shape }
        #expect(shape("e1.weight") == [6, 2, 3, 3])
        #expect(shape("n6.weight") == [150, 150, 3, 3])
        // Transposed convolutions are stored input first.
        #expect(shape("d9.weight") == [320, 150, 4, 4])
        #expect(shape("d10.weight") == [300, 120, 4, 4])
        #expect(shape("d11.weight") == [100, 240, 5, 5])
        #expect(shape("d12.weight") == [200, 60, 5, 5])
        #expect(shape("d13.weight") == [50, 120, 3, 3])
        #expect(shape("d14.weight") == [100, 40, 5, 5])
        #expect(shape("d15.weight") == [81, 20, 5, 5])
        #expect(shape("d16.weight") == [20, 27, 5, 5])
        #expect(shape("d17.weight") == [1, 21, 5, 5])
    }

    @Test func `the plain UNet has one input and the wider bottleneck`() {
        let slots = IMNet(isCorrected: false).graph.parameterLayout.slots
        #expect(slots.first { $0.name == "e1.weight" }?.shape == [6, 1, 3, 3])
        #expect(slots.first { $0.name == "e8.weight" }?.shape == [320, 150, 5, 5])
        #expect(!slots.contains { $0.name.hasPrefix("n") })
    }
}
