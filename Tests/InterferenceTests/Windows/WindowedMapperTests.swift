import Model
import NeuralNet
import Numerics
import Testing

@testable import Interference

struct WindowedMapperTests {
    @Test func `a plane of one window is what the network says of it`() throws {
        let evidence = WindowFixture.evidence(nx: 128, ny: 128)
        let weights = WindowFixture.weights()
        var windowed = try WindowFixture.mapper(weights)
        var direct = try ResidualMapper(weights: weights, source: FixedPrior())
        let estimate = try windowed.map(evidence, in: [WindowFixture.whole(evidence)])
        let expected = try direct.map(evidence)
        #expect(WindowFixture.rmse(estimate.issDbm, expected.issDbm) < 1e-4)
        #expect(WindowFixture.rmse(estimate.deviationsDb, expected.deviationsDb) < 1e-4)
        #expect(estimate.emitters.count == expected.emitters.count)
        for (one, other) in zip(estimate.emitters, expected.emitters) {
            #expect(one.position.distanceMetres(to: other.position) < 0.01)
        }
    }

    @Test(arguments: [(192, 192), (64, 128), (40, 70), (130, 200), (129, 20)])
    func `cells asked for piece by piece are those of one pass`(_ nx: Int, _ ny: Int) throws {
        let evidence = WindowFixture.evidence(nx: nx, ny: ny)
        var mapper = try WindowFixture.mapper(WindowFixture.weights())
        let whole = try mapper.map(evidence, in: [WindowFixture.whole(evidence)])
        let isWhole = whole.issDbm.allSatisfy(\.isFinite)
        #expect(isWhole)
        let leastDb = whole.deviationsDb.min() ?? 0
        #expect(leastDb > 0)
        var pieces = [Float](repeating: .nan, count: whole.issDbm.count)
        for south in stride(from: 0, to: ny, by: 48) {
            for west in stride(from: 0, to: nx, by: 48) {
                let area = CellRectangle(
                    columns: west..<min(west + 48, nx), rows: south..<min(south + 48, ny))
                let part = try mapper.map(evidence, in: [area])
                let known = part.issDbm.filter { !$0.isNaN }
                #expect(known.count == area.cellCount)
                for (cell, value) in part.issDbm.enumerated() where !value.isNaN {
                    pieces[cell] = value
                }
            }
        }
        // Batches of other sizes: the last bits may differ.
        #expect(WindowFixture.rmse(pieces, whole.issDbm) < 1e-3)
    }

    @Test func `areas far apart, asked for together, are as each by itself`() throws {
        let evidence = WindowFixture.evidence(nx: 320, ny: 256)
        var mapper = try WindowFixture.mapper(WindowFixture.weights())
        let areas = [
            CellRectangle(columns: 300..<320, rows: 240..<256),
            CellRectangle(columns: 4..<30, rows: 9..<20),
            CellRectangle(columns: 28..<40, rows: 15..<44),
        ]
        let together = try mapper.map(evidence, in: areas)
        #expect(together.issDbm.count { !$0.isNaN } == 20 * 16 + 26 * 11 + 12 * 29 - 2 * 5)
        for area in areas {
            let alone = try mapper.map(evidence, in: [area])
            // Batches of other sizes: the last bits may differ.
            let isSame = alone.issDbm.indices.allSatisfy {
                alone.issDbm[$0].isNaN || abs(alone.issDbm[$0] - together.issDbm[$0]) < 1e-3
            }
            #expect(isSame)
        }
    }

    @Test func `no seam is seen beside a pass with twice the overlap`() throws {
        let evidence = WindowFixture.evidence(nx: 256, ny: 192)
        let weights = WindowFixture.weights(width: 8)
        var mapper = try WindowFixture.mapper(weights)
        var dense = try WindowFixture.mapper(weights, step: 32)
        let estimate = try mapper.map(evidence, in: [WindowFixture.whole(evidence)])
        let reference = try dense.map(evidence, in: [WindowFixture.whole(evidence)])
        #expect(WindowFixture.rmse(estimate.issDbm, reference.issDbm) < 0.1)
        #expect(WindowFixture.rmse(estimate.deviationsDb, reference.deviationsDb) < 0.1)
    }

    @Test func `no seam is seen in what the trained network says, over a prior of its own`() throws
    {
        let weights = try ResidualWeights(WeightsFile.read(WindowFixture.weightsPath("residual")))
        let network = BatchedNetwork(
            graph: weights.network.graph, parameters: weights.parameters)
        func mapper(step: Int) throws -> WindowedMapper {
            try WindowedMapper(
                ResidualWindows(weights: weights), network: network,
                source: SynthesisPriorSource(), step: step)
        }
        let evidence = WindowFixture.evidence(nx: 224, ny: 160)
        var sparse = try mapper(step: 64)
        var dense = try mapper(step: 32)
        let whole = [WindowFixture.whole(evidence)]
        let estimate = try sparse.map(evidence, in: whole)
        let reference = try dense.map(evidence, in: whole)
        let seam = WindowFixture.rmse(estimate.issDbm, reference.issDbm)
        #expect(seam < 0.1, "\(seam) dB")
    }

    @Test func `the paper's network maps a plane of any size`() throws {
        let evidence = WindowFixture.evidence(nx: 200, ny: 60)
        var generator = SeededGenerator(seed: 2)
        let network = IMNet()
        let batched = BatchedNetwork(
            graph: network.graph,
            parameters: .initialised(network.graph.parameterLayout, using: &generator))
        var mapper = try WindowedMapper(IMNetWindows(network), network: batched, source: nil)
        let estimate = try mapper.map(evidence, in: [WindowFixture.whole(evidence)])
        #expect(mapper.name == "imnet")
        let isWhole = estimate.issDbm.allSatisfy(\.isFinite)
        #expect(isWhole)
        #expect(estimate.deviationsDb.isEmpty)
    }

    @Test func `weights over another prior are refused`() {
        let weights = WindowFixture.weights()
        #expect(throws: NeuralNetError.self) {
            try WindowedMapper(
                ResidualWindows(weights: weights),
                network: BatchedNetwork(
                    graph: weights.network.graph, parameters: weights.parameters),
                source: SynthesisPriorSource())
        }
    }

    @Test func `a window shows the network the plane's own cells, moved`() {
        let evidence = WindowFixture.evidence(nx: 40, ny: 36)
        let table = SampleInterferenceTable.Fit().table()
        let whole = ResidualPlanes(
            evidence, prior: FixedPrior().prior(of: evidence), table: table
        ).values
        let columns = Array(10..<30)
        let rows = Array(7..<23)
        let cut = ResidualPlanes(
            evidence.cut(columns: columns, rows: rows),
            prior: FixedPrior().prior(of: evidence)
                .cut(of: evidence.grid, columns: columns, rows: rows), table: table
        ).values
        for plane in 0..<ResidualPlanes.count {
            for (y, row) in rows.enumerated() {
                for (x, column) in columns.enumerated() {
                    let value = cut[(plane * rows.count + y) * columns.count + x]
                    let own = whole[(plane * 36 + row) * 40 + column]
                    #expect(abs(value - own) < 1e-5, "plane \(plane) at \(column), \(row)")
                }
            }
        }
    }
}
