import NeuralNet
import Testing

@testable import Interference

struct WeightsScopeTests {
    private func scope(_ metadata: [String: String]) throws -> WeightsScope {
        try WeightsScope(
            WeightsFile(
                tensors: [WeightsTensor(name: "a", shape: [1], values: [0])], metadata: metadata))
    }

    @Test func `heights and cells are read as training writes them`() throws {
        let range = try scope([
            "altitude_m": "40 to 120", "grid": "128 x 128 cells of 4 m",
        ])
        #expect(range == WeightsScope(altitudesMetres: 40...120, cellMetres: 4))
        #expect(range.heights == "40 to 120 m")
        #expect([36.0, 40, 90, 132].allSatisfy(range.holds(altitudeMetres:)))
        #expect([30.0, 35, 133, .nan].allSatisfy { !range.holds(altitudeMetres: $0) })
        let one = try scope(["altitude_m": "50"])
        #expect(one.heights == "50 m" && one.cellMetres == nil)
        #expect(one.holds(altitudeMetres: 54) && !one.holds(altitudeMetres: 60))
        let none = try scope([:])
        #expect(none == WeightsScope() && none.holds(altitudeMetres: 3_000))
    }

    @Test(arguments: ["", "high", "120 to 40", "-5", "nan", "1 to 2 to 3"])
    func `heights that are none are refused`(_ text: String) {
        #expect(throws: NeuralNetError.self) { try scope(["altitude_m": text]) }
    }

    @Test(arguments: ["", "cells", "128 x 128 cells of nothing m", "128 x 128 cells of -4 m"])
    func `cells that are none are refused`(_ text: String) {
        #expect(throws: NeuralNetError.self) { try scope(["grid": text]) }
    }

    @Test func `weights for cells of another size are refused, the committed ones are not`() throws
    {
        for name in InterferenceModel.names {
            let file = try WeightsFile.read(WindowFixture.weightsPath(name))
            let model = try InterferenceModel(name, weights: file)
            #expect(model.scope.cellMetres == 4)
            #expect(model.scope.altitudesMetres != nil)
            var metadata = file.metadata
            metadata["grid"] = "64 x 64 cells of 8 m"
            let other = WeightsFile(tensors: file.tensors, metadata: metadata)
            #expect(throws: NeuralNetError.self) {
                try InterferenceModel(name, weights: other)
            }
        }
    }
}
