import Foundation
import Numerics
import Testing

@testable import NeuralNet

/// Weights files: our own, and one that the format's own library has made.
struct WeightsFileTests {
    private func graph() -> NetworkGraph {
        var graph = NetworkGraph()
        let input = graph.input("x", channels: 3)
        graph.output("y", graph.convolution("c", of: input, outputChannels: 2, kernel: 3))
        return graph
    }

    private func parameters() -> ParameterSet {
        var generator = SeededGenerator(seed: 8)
        return ParameterSet.initialised(graph().parameterLayout, using: &generator)
    }

    @Test func `weights come back as they were, with their metadata and their hash`() throws {
        let folder = TemporaryFolder()
        let path = folder.file("net.safetensors")
        let metadata = ["network": "netz ü", "note": "a \"quoted\" \\ line\n\u{1}", "seed": "7"]
        let parameters = parameters()
        let hash = try WeightsFile(parameters, metadata: metadata).write(to: path)
        let file = try WeightsFile.read(path)
        #expect(file.metadata == metadata)
        #expect(file.hash == hash)
        #expect(file.path == path)
        #expect(file.tensors.map(\.name) == ["c.weight", "c.bias"])
        #expect(file["c.weight"]?.shape == [2, 3, 3, 3])
        #expect(try file.parameters(for: graph().parameterLayout).values == parameters.values)
        // The data begin at a multiple of eight, as mapped files want it.
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect((bytes.count - 4 * parameters.values.count) % 8 == 0)
    }

    @Test func `float16 keeps eleven bits and half the bytes`() throws {
        let folder = TemporaryFolder()
        let path = folder.file("net.safetensors")
        let parameters = parameters()
        try WeightsFile(parameters).write(to: path, as: .float16)
        let read = try WeightsFile.read(path).parameters(for: graph().parameterLayout)
        for (a, b) in zip(read.values, parameters.values) {
            #expect(abs(a - b) <= abs(b) / 2_048 + 3e-8)
        }
        #expect(read.values != parameters.values)
        let again = WeightsFile(read).encoded(as: .float16)
        #expect(again == [UInt8](try Data(contentsOf: URL(filePath: path))))
    }

    @Test func `what the format's own library has written is read`() throws {
        let path = GoldenLearning.folder.appending(path: "peer.safetensors").path
        let file = try WeightsFile.read(path)
        #expect(file.metadata == ["network": "päär", "note": "a \"quoted\"\nline"])
        #expect(file["d.weight"]?.shape == [2, 3, 2, 2])
        #expect(file["d.weight"]?.values == (0..<24).map { Float($0) / 8 })
        #expect(file["d.bias"]?.values == [0.5, -65_504, 0x1p-24])
        #expect(file["scalar"]?.shape == [])
        #expect(file["scalar"]?.values == [3.25])
    }

    @Test func `the hash is SHA-256`() {
        #expect(
            SHA256.hex(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hex(of: [])
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test(
        arguments: [
            (
                [Float](repeating: 0, count: 54), [2, 3, 3, 3], "c.weight",
                "there is no tensor 'c.bias'"
            ),
            ([0, 0], [2], "c.bias", "there is no tensor 'c.weight'"),
            (
                [Float](repeating: 0, count: 54), [3, 2, 3, 3], "c.weight",
                "has the shape [3, 2, 3, 3]"
            ),
            ([Float](repeating: .nan, count: 54), [2, 3, 3, 3], "c.weight", "is not finite"),
        ] as [([Float], [Int], String, String)])
    func `other weights than the network's are refused by name`(
        values: [Float], shape: [Int], name: String, complaint: String
    ) throws {
        let folder = TemporaryFolder()
        let path = folder.file("net.safetensors")
        try WeightsFile(tensors: [.init(name: name, shape: shape, values: values)]).write(to: path)
        let file = try WeightsFile.read(path)
        let error = #expect(throws: NeuralNetError.self) {
            try file.parameters(for: graph().parameterLayout)
        }
        #expect(error?.description.hasPrefix(path + ": ") == true)
        #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    }

    @Test func `a tensor too many is refused by name`() throws {
        let more =
            WeightsFile(parameters()).tensors + [
                .init(name: "extra", shape: [1], values: [0])
            ]
        let error = #expect(throws: NeuralNetError.self) {
            try WeightsFile(tensors: more).parameters(for: graph().parameterLayout)
        }
        #expect(error?.description == "the network has no tensor 'extra'")
    }
}
