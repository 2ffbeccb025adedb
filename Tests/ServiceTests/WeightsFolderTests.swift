import Engine
import Foundation
import Interference
import NeuralNet
import Numerics
import Testing

@testable import Service

struct WeightsFolderTests {
    /// A folder of one's own with weights of a small residual network, gone at the end.
    private final class Folder {
        let path: String

        init() throws {
            let url = FileManager.default.temporaryDirectory
                .appending(path: "ethermap-weights-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            path = url.path(percentEncoded: false)
        }

        deinit {
            // A folder that is left over hurts nobody.
            try? FileManager.default.removeItem(atPath: path)
        }

        func file(_ name: String) -> String { "\(path)/\(name)" }

        func writeResidual(seed: UInt64, as name: String = "residual.safetensors") throws {
            var generator = SeededGenerator(seed: seed)
            let network = ResidualNet(width: 2)
            let weights = ResidualWeights(
                network: network,
                parameters: .initialised(network.graph.parameterLayout, using: &generator),
                table: SampleInterferenceTable.Fit().table(), calibration: .none,
                priorName: SynthesisPriorSource().name, presenceMin: 0.5)
            let own = WeightsFile(weights.parameters)
            try WeightsFile(
                tensors: own.tensors + weights.companions, metadata: weights.metadata
            ).write(to: file(name), as: .float16)
        }
    }

    @Test func `weights are read, checked and named by their hash`() throws {
        let folder = try Folder()
        try folder.writeResidual(seed: 1)
        let model = try WeightsFolder.model("residual", in: ["/nowhere", folder.path])
        #expect(model.name == "residual" && model.hash.count == 64)
        #expect(model.hash.hasPrefix(model.shortHash) && model.priorName == "synthesis")
        let other = try Folder()
        try other.writeResidual(seed: 2)
        #expect(try WeightsFolder.model("residual", in: [other.path]) != model)
        #expect(try WeightsFolder.model("residual", in: [folder.path, other.path]) == model)
    }

    @Test func `what is missing is an error of the configuration with the file's name`() throws {
        let folder = try Folder()
        let error = #expect(throws: ServiceError.self) {
            try WeightsFolder.model("unet", in: [folder.path, "/nowhere/"])
        }
        #expect(error?.kind == .badConfiguration)
        #expect(
            error?.description
                == "cannot use the network 'unet': there is no \(folder.path)/unet.safetensors, nor "
                + "/nowhere/unet.safetensors")
    }

    @Test func `damaged weights, or another network's, are refused with the file's name`() throws {
        let folder = try Folder()
        try folder.writeResidual(seed: 1)
        try folder.writeResidual(seed: 1, as: "imnet.safetensors")
        let other = #expect(throws: ServiceError.self) {
            try WeightsFolder.model("imnet", in: [folder.path])
        }
        #expect(other?.description.contains(folder.file("imnet.safetensors")) == true)
        let path = folder.file("residual.safetensors")
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes.removeLast(100)
        try bytes.write(to: URL(filePath: path))
        let damaged = #expect(throws: ServiceError.self) {
            try WeightsFolder.model("residual", in: [folder.path])
        }
        #expect(damaged?.kind == .badConfiguration)
        #expect(damaged?.description.contains(path) == true)
    }

    @Test func `folders are the configured one, or the program's own`() throws {
        #expect(WeightsFolder.folders(configured: "mine", program: "/usr/bin/x") == ["mine"])
        #expect(
            WeightsFolder.folders(configured: nil, program: "/opt/e/bin/ethermap")
                == ["/opt/e/share/ethermap/weights"])
        #expect(WeightsFolder.folders(configured: nil, program: nil).isEmpty)
        // This test runs out of a build of the source tree.
        let own = WeightsFolder.folders(configured: nil)
        #expect(own.last?.hasSuffix(WeightsFolder.sourceFolder) == true)
    }

    @Test func `a configuration with a city reads its weights, and they count for its hash`() throws
    {
        let folder = try Folder()
        try folder.writeResidual(seed: 1)
        func load(_ folder: String) throws -> ServiceConfiguration {
            try ConfigurationLoader.load(
                text: ServiceConfiguration.sample.yaml, path: "s.yaml",
                overrides: [
                    ("region.city", CityFixture.path), ("estimation.interference", "residual"),
                    ("estimation.weights", folder),
                ]
            ).value
        }
        let configuration = try load(folder.path)
        #expect(configuration.engine.interferenceModel?.name == "residual")
        #expect(configuration.engine.mapsInterference)
        let other = try Folder()
        try other.writeResidual(seed: 2)
        #expect(try load(other.path).hash != configuration.hash)
        let errors = #expect(throws: ConfigurationErrors.self) { try load("/nowhere") }
        #expect(errors?.errors.count == 1)
        #expect(
            errors?.errors.first?.message.contains("/nowhere/residual.safetensors") == true)
    }

    @Test func `where nothing is mapped by a network, none is read`() throws {
        let configuration = try ConfigurationLoader.load(
            text: ServiceConfiguration.sample.yaml, path: "s.yaml",
            overrides: [
                ("estimation.interference", "imnet"), ("estimation.weights", "/nowhere"),
            ]
        ).value
        #expect(configuration.engine.interferenceModel == nil)
        #expect(
            configuration.engine.interferenceMethods == [
                "band b2440: interference by kriging, not imnet: no city is known"
            ])
    }
}
