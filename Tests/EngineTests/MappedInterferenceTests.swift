import Geometry
import Interference
import Model
import NeuralNet
import Numerics
import Scenario
import Testing

@testable import Engine

/// The engine where a network or analysis by synthesis maps the interference.
struct MappedInterferenceTests {
    /// A network whose correction is so many decibels everywhere, whatever it is shown.
    static func model(
        correctionDb: Float, name: String = "0123456789abcdef",
        table: SampleInterferenceTable = SampleInterferenceTable.Fit().table(),
        scope: WeightsScope = WeightsScope()
    ) -> InterferenceModel {
        var generator = SeededGenerator(seed: 4)
        let network = ResidualNet(width: 4)
        var parameters = ParameterSet.initialised(
            network.graph.parameterLayout, using: &generator)
        for slot in network.graph.parameterLayout.slots where slot.name.hasPrefix("heads.") {
            for index in 0..<slot.shape.reduce(1, *) { parameters.values[slot.offset + index] = 0 }
            if slot.name == "heads.bias" {
                parameters.values[slot.offset] = correctionDb / ResidualNet.correctionScaleDb
                parameters.values[slot.offset + 1] = -8
            }
        }
        return InterferenceModel(
            ResidualWeights(
                network: network, parameters: parameters,
                table: table, calibration: .none,
                priorName: SynthesisPriorSource().name, presenceMin: 0.5, hash: name), scope: scope)
    }

    static func run(
        _ choice: InterferenceChoice, model: InterferenceModel? = nil
    ) throws -> CityRun {
        try CityRun(seed: 3, interferers: [InterfererPlan(onAtSeconds: 2)], knowsCity: true) {
            $0.estimation.interference = choice.rawValue
            $0.interferenceModel = model
        }
    }

    @Test(arguments: [InterferenceChoice.synthesis, .residual])
    func `a restored engine goes on as the uninterrupted one does`(
        _ choice: InterferenceChoice
    ) throws {
        var run = try Self.run(choice, model: Self.model(correctionDb: 1))
        var inputs: [EngineInput] = []
        func feed(_ engine: inout RegionEngine, _ range: Range<Int>) throws {
            for index in range {
                engine.accept(inputs[index], journalID: Int64(index) + 1)
                while let tick = engine.dueTick(now: .zero) {
                    _ = try engine.runRound(closing: tick, windowBudget: 64)
                }
            }
        }
        for _ in 0..<16 { inputs += try run.nextInputs() }
        var engine = run.engine
        try feed(&engine, 0..<inputs.count)
        let maps = engine.maps
        #expect(maps[2].method.hasPrefix(choice.rawValue))
        var restored = try RegionEngine(
            configuration: engine.configuration, restoring: engine.stateBytes,
            map: { key in maps.first { $0.key == key } })
        #expect(restored.stateBytes == engine.stateBytes)
        for index in Int(engine.snapshotJournalThrough)..<inputs.count {
            restored.accept(inputs[index], journalID: Int64(index) + 1)
        }
        let known = inputs.count
        for _ in 0..<6 { inputs += try run.nextInputs() }
        try feed(&engine, known..<inputs.count)
        try feed(&restored, known..<inputs.count)
        #expect(restored.stateBytes == engine.stateBytes)
        #expect(restored.maps == engine.maps)
    }

    @Test func `maps of interference and its ratio say which weights made them`() throws {
        let model = Self.model(correctionDb: 0)
        var run = try Self.run(.residual, model: model)
        try run.run(to: 6)
        let maps = run.engine.maps
        #expect(maps.map(\.key.product) == [.rss, .dss, .iss, .sinr])
        #expect(maps[2].method == "residual 01234567" && maps[3].method == maps[2].method)
        #expect(maps.map { model.isBehind($0) } == [false, false, true, true])
        let known = maps[2].values.indices.filter { maps[2].values[$0].isFinite }
        #expect(known.count > 1_000)
        let leastDb = known.map { maps[2].standardDeviationsDb[$0] }.min() ?? 0
        #expect(leastDb >= 1)
        for cell in known {
            #expect(maps[3].values[cell].isFinite && maps[2].values[cell] > -111)
        }
    }

    @Test func `a network that live samples contradict loses the map to kriging`() throws {
        var run = try Self.run(.residual, model: Self.model(correctionDb: 40))
        var notes: [String] = []
        var methods: [String] = []
        try run.run(to: 16) { result in
            notes += result.notes
            methods += result.changes.filter { $0.key.product == .iss }.map(\.method)
        }
        // Before there are samples enough it is kriging anyway.
        #expect(methods.contains("residual 01234567"))
        #expect(methods.last?.hasPrefix("kriging (guard: residual ") == true)
        #expect(notes.count == 1 && notes[0].contains("falls back to kriging"))
        #expect(run.engine.guardCounts == (1, 1))
        #expect(!Self.model(correctionDb: 40).isBehind(run.engine.maps[2]))
    }

    @Test func `a table that live samples contradict takes the map from the network`() throws {
        let good = SampleInterferenceTable.Fit().table()
        // Sure of what is 60 dB off.
        let foreign = SampleInterferenceTable(
            meansDb: good.meansDb.map { $0 + 60 }, deviationsDb: good.deviationsDb.map { _ in 1 })
        var run = try Self.run(.residual, model: Self.model(correctionDb: 0, table: foreign))
        var methods: [String] = []
        try run.run(to: 16) { result in
            methods += result.changes.filter { $0.key.product == .iss }.map(\.method)
        }
        #expect(methods.contains("residual 01234567"))
        let last = methods.last ?? ""
        #expect(last.hasPrefix("kriging (guard: residual's channel is another, table "), "\(last)")
        #expect(run.engine.guardCounts == (1, 1))
    }

    @Test func `at heights that the weights were not learnt for, physics maps alone`() throws {
        let low = WeightsScope(altitudesMetres: 20...30, cellMetres: 4)
        var run = try Self.run(.residual, model: Self.model(correctionDb: 0, scope: low))
        #expect(
            run.engine.configuration.interferenceWarnings == [
                "the weights of residual 01234567 were learnt for heights of 20 to 30 m: at 60.0 m "
                    + "synthesis maps the interference"
            ])
        try run.run(to: 6)
        #expect(run.engine.maps[2].method == "synthesis")
        let wide = WeightsScope(altitudesMetres: 40...65)
        let suited = try Self.run(.residual, model: Self.model(correctionDb: 0, scope: wide))
        #expect(suited.engine.configuration.interferenceWarnings.isEmpty)
    }

    @Test func `a method without weights, or of no name, is refused`() throws {
        #expect(throws: EngineStateError.self) { try Self.run(.residual) }
        #expect(throws: EngineStateError.self) {
            try Self.run(.imnet, model: Self.model(correctionDb: 0))
        }
        #expect(throws: EngineStateError.self) {
            var configuration = Fixture.configuration()
            configuration.estimation.interference = "magic"
            _ = try RegionEngine(configuration: configuration)
        }
        // Where nothing is mapped with it, nothing is missing.
        var configuration = Fixture.configuration()
        configuration.estimation.interference = "residual"
        _ = try RegionEngine(configuration: configuration)
        #expect(
            configuration.interferenceMethods == [
                "band b0: interference by kriging, not residual: it has no stations of one's own"
            ])
    }
}
