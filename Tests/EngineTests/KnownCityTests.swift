import Interference
import Model
import Scenario
import Testing

@testable import Engine

/// The engine where buildings are known: laws of path loss for clear and for blocked links.
struct KnownCityTests {
    @Test func `with a city, a restored engine goes on as the uninterrupted one does`() throws {
        var run = try CityRun(
            seed: 3, interferers: [InterfererPlan(onAtSeconds: 2)], knowsCity: true)
        var inputs: [EngineInput] = []
        func feed(_ engine: inout RegionEngine, _ range: Range<Int>) throws {
            for index in range {
                engine.accept(inputs[index], journalID: Int64(index) + 1)
                while let tick = engine.dueTick(now: .zero) {
                    _ = try engine.runRound(closing: tick, windowBudget: 64)
                }
            }
        }
        for _ in 0..<20 { inputs += try run.nextInputs() }
        var engine = run.engine
        try feed(&engine, 0..<inputs.count)
        #expect(engine.bands[0].mappedLaws != nil)
        let maps = engine.maps
        var restored = try RegionEngine(
            configuration: engine.configuration, restoring: engine.stateBytes,
            map: { key in maps.first { $0.key == key } })
        #expect(restored.stateBytes == engine.stateBytes)
        // What waited for its tick is in the journal only.
        for index in Int(engine.snapshotJournalThrough)..<inputs.count {
            restored.accept(inputs[index], journalID: Int64(index) + 1)
        }
        let known = inputs.count
        for _ in 0..<6 { inputs += try run.nextInputs() }
        try feed(&engine, known..<inputs.count)
        try feed(&restored, known..<inputs.count)
        #expect(restored.stateBytes == engine.stateBytes)
        #expect(restored.maps == engine.maps)
        let place = LocalPosition(eastMetres: 300, northMetres: 200, upMetres: 60)
        #expect(
            restored.bands[0].explainedPower(at: place) == engine.bands[0].explainedPower(at: place)
        )
    }

    @Test func `a city is a part of the configuration, and opens the stations' visibility`() throws
    {
        var run = try CityRun(seed: 3, interferers: [], knowsCity: true)
        try run.run(to: 2)
        #expect(run.engine.bands[0].visibility != nil)
        let without = try CityRun(seed: 3, interferers: [])
        #expect(without.engine.bands[0].visibility == nil)
        #expect(without.engine.configuration != run.engine.configuration)
    }

    @Test func `the desired signal is known behind buildings too`() async throws {
        let errors = try await withThrowingTaskGroup(of: (Double, Double, Double).self) { group in
            for seed in UInt64(1)...4 {
                group.addTask {
                    let known = try Self.desiredErrorDb(seed: seed, knowsCity: true)
                    let unknown = try Self.desiredErrorDb(seed: seed, knowsCity: false)
                    return (known.rmse, unknown.rmse, known.covered)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (known, unknown, covered) in errors {
            // 2 and 4 dB of shadowing, two cells in three unvisited, an interferer for 20 s.
            #expect(known < 6, "\(known) dB")
            #expect(known < unknown / 2, "\(known) dB, without the city \(unknown) dB")
            #expect(covered > 0.8, "\(covered) of the cells within two deviations")
        }
    }

    private static func desiredErrorDb(
        seed: UInt64, knowsCity: Bool
    ) throws -> (rmse: Double, covered: Double) {
        var run = try CityRun(
            seed: seed, interferers: [InterfererPlan(onAtSeconds: 20)], knowsCity: knowsCity
        ) { $0.detection.settledCellMin = .max }
        try run.run(to: 40)
        let map = run.engine.maps[1]
        let truth = run.scenario.trueMap(product: .dss, band: map.key.band, at: 40)
        var squares = 0.0
        var inside = 0
        for index in truth.indices {
            let error = Double(map.values[index] - truth[index])
            squares += error * error
            if abs(error) <= 2 * Double(map.standardDeviationsDb[index]) { inside += 1 }
        }
        let count = Double(truth.count)
        return ((squares / count).squareRoot(), Double(inside) / count)
    }

    @Test func `a quiet city's interference is its noise`() throws {
        var run = try CityRun(seed: 6, interferers: [], knowsCity: true) {
            // Nobody looks for emitters here: that takes the time, and is tested elsewhere.
            $0.detection.settledCellMin = .max
        }
        try run.run(to: 30)
        let map = run.engine.maps[2]
        #expect(map.key.product == .iss)
        let known = map.values.filter(\.isFinite)
        #expect(known.count > 2_000)
        let near = known.count { abs($0 + 100) < 3 }
        #expect(Double(near) > 0.8 * Double(known.count), "\(near) of \(known.count)")
    }

    @Test func `before any sample the explained power is the prior's`() throws {
        let run = try CityRun(seed: 5, interferers: [], knowsCity: true)
        let band = run.engine.bands[0]
        let station = run.scenario.stationPositions[0]
        var above = station
        above.upMetres += 100
        let power = band.explainedPower(at: above)
        // 30 dBm less 74 dB at 100 m, known to 8 dB and a scatter.
        #expect(abs(Decibels.dbm(fromWatts: power.watts) + 44) < 1e-9)
        #expect((8...10).contains(power.deviationDb))
    }

    @Test func `noise that frames tell is explained, with stations and without`() throws {
        var engine = try RegionEngine(configuration: Fixture.configuration())
        let place = LocalPosition(eastMetres: 100, northMetres: 100, upMetres: 60)
        #expect(engine.bands[0].explainedPower(at: place) == .none)
        var batch = Fixture.batch([(0, 0, -80), (0.1, 0, -80)])
        batch.noiseFloorsDbm = [-97]
        engine.accept(.samples(batch), journalID: 1)
        engine.accept(
            .samples(Fixture.batch(sequence: 2, [(5, 0, -80)])), journalID: 2)
        while let tick = engine.dueTick(now: .zero) {
            _ = try engine.runRound(closing: tick, windowBudget: 4)
        }
        let power = engine.bands[0].explainedPower(at: place)
        #expect(abs(Decibels.dbm(fromWatts: power.watts) + 97) < 1e-6)
        #expect(power.deviationDb == 1)
    }

    @Test func `a point's place is the frame's, not its cell's middle`() throws {
        let validator = FrameValidator(
            region: Fixture.region(), limits: IntakeLimits(), levelReachMetres: 25)
        let frame = Fixture.rss(places: [Fixture.place(101.5, 97.25, 58), Fixture.place(3, 4)])
        let batch = try validator.samples(
            of: frame, topicSensor: frame.sensor, clock: frame.time)
        let place = batch.position(ofPoint: 0)
        // Altitudes are singles on the wire: 240 m + 58 m to 0.02 mm.
        #expect(
            place.distanceMetres(
                to: LocalPosition(eastMetres: 101.5, northMetres: 97.25, upMetres: 58)) < 0.001)
        #expect(
            batch.position(ofPoint: 1).distanceMetres(
                to: LocalPosition(eastMetres: 3, northMetres: 4, upMetres: 60)) < 0.001)
    }
}
