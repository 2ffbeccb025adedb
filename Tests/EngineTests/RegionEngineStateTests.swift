import Model
import Numerics
import Scenario
import Testing

@testable import Engine

struct RegionEngineStateTests {
    /// What a store would hold of a run: inputs, rounds and maps after each.
    private struct History {
        var inputs: [EngineInput] = []
        /// Inputs taken in before each round, and what it gave.
        var rounds: [(inputCount: Int, result: RoundResult)] = []
        var states: [[UInt8]] = []
        var maps: [[RadioMap]] = []
        var snapshotRows: [Int64] = []
        var engine: RegionEngine
    }

    private static func history(seconds: Double) throws -> History {
        var run = try CityRun(
            seed: 17, interferers: [InterfererPlan(onAtSeconds: 2, offAtSeconds: 9)]
        ) { $0.tracking.confirmationHits = 2 }
        var history = History(engine: run.engine)
        var births: [EngineInput] = run.scenario.sensors.map {
            .birth(run.scenario.birth(of: $0, bootID: CityRun.start.nanoseconds))
        }
        var feed = births
        births = []
        for step in 0..<Int(seconds * 2) {
            feed += try run.nextInputs()
            if step == 9 {
                feed.append(
                    .state(
                        SensorState(
                            sensor: run.scenario.sensors[0].id,
                            bootID: CityRun.start.nanoseconds, status: .offline)))
            }
            if step == 7 {
                feed.append(.command(Self.command(.addKnownEmitter(Self.emitter))))
                feed.append(.command(Self.command(.mute(Self.mute))))
            }
            for input in feed {
                history.inputs.append(input)
                history.engine.accept(input, journalID: Int64(history.inputs.count))
                while let tick = history.engine.dueTick(now: .zero) {
                    // A small budget leaves windows waiting, which the state must remember.
                    let result = try history.engine.runRound(closing: tick, windowBudget: 5)
                    history.rounds.append((history.inputs.count, result))
                    history.states.append(history.engine.stateBytes)
                    history.maps.append(history.engine.maps)
                    history.snapshotRows.append(history.engine.snapshotJournalThrough)
                }
            }
            feed = []
        }
        return history
    }

    private static func command(_ action: OperatorCommand.Action) -> OperatorCommand {
        OperatorCommand(id: "c", time: CityRun.start, author: "eva", action: action)
    }

    private static let emitter = KnownEmitter(
        name: "relay", band: "b1", position: Fixture.place(40, 40, 20), eirpDbm: 20)

    /// A mute whose end only the engine knows.
    private static let mute = Mute(
        key: "near-1",
        subject: .place(Fixture.place(0, 0), radiusMetres: 1_000_000, band: nil), forSeconds: 3)

    private func isSame(_ left: RoundResult, _ right: RoundResult) -> Bool {
        left.decision == right.decision && left.alerts == right.alerts
            && left.mutedAlerts == right.mutedAlerts
            && left.interferers == right.interferers && left.sensors == right.sensors
            && left.changes.count == right.changes.count
            && zip(left.changes, right.changes).allSatisfy { a, b in
                a.key == b.key && a.revision == b.revision && a.indices == b.indices
                    && a.validTime == b.validTime && a.evidenceTimes == b.evidenceTimes
                    && a.values.map(\.bitPattern) == b.values.map(\.bitPattern)
                    && a.standardDeviationsDb.map(\.bitPattern)
                        == b.standardDeviationsDb.map(\.bitPattern)
            }
    }

    @Test func `repeated decisions and restored states give the same bytes`() throws {
        let history = try Self.history(seconds: 14)
        #expect(history.rounds.count > 20)
        #expect(history.rounds.contains { !$0.result.alerts.isEmpty })
        let configuration = history.engine.configuration
        // From the beginning, and from snapshots in the middle.
        for from in [-1, 4, 11, history.rounds.count - 1] {
            var engine: RegionEngine
            var row: Int
            if from < 0 {
                engine = try RegionEngine(configuration: configuration)
                row = 0
            } else {
                let maps = Dictionary(
                    uniqueKeysWithValues: history.maps[from].map { ($0.key, $0) })
                engine = try RegionEngine(
                    configuration: configuration, restoring: history.states[from],
                    map: { maps[$0] })
                row = Int(history.snapshotRows[from])
                #expect(engine.stateBytes == history.states[from])
                #expect(row <= history.rounds[from].inputCount)
            }
            for index in (from + 1)..<history.rounds.count {
                let (inputCount, result) = history.rounds[index]
                while row < inputCount {
                    row += 1
                    engine.accept(history.inputs[row - 1], journalID: Int64(row))
                }
                let decision = try RoundDecision(bytes: result.decision.bytes)
                let repeated = try engine.repeatRound(decision)
                #expect(isSame(repeated, result), "round \(index) from \(from)")
                #expect(engine.stateBytes == history.states[index], "round \(index) from \(from)")
            }
        }
    }

    @Test func `a state of another version, another region or without its maps is refused`() throws
    {
        let history = try Self.history(seconds: 4)
        let state = try #require(history.states.last)
        let maps = try #require(history.maps.last)
        let byKey = Dictionary(uniqueKeysWithValues: maps.map { ($0.key, $0) })
        let configuration = history.engine.configuration
        func restore(_ bytes: [UInt8], _ configuration: EngineConfiguration) throws {
            _ = try RegionEngine(
                configuration: configuration, restoring: bytes, map: { byKey[$0] })
        }
        try restore(state, configuration)
        var other = state
        other[0] += 1
        #expect(throws: EngineStateError.self) { try restore(other, configuration) }
        #expect(throws: EngineStateError.self) {
            _ = try RegionEngine(
                configuration: configuration, restoring: state, map: { _ in nil })
        }
        var bands = configuration
        bands.region.bands.append(Band(id: "more", centerFrequencyHz: 1e9, bandwidthHz: 1e6))
        #expect(throws: (any Error).self) { try restore(state, bands) }
        var smaller = configuration
        smaller.region.grid.nx = 32
        #expect(throws: (any Error).self) { try restore(state, smaller) }
    }

    /// A small engine with something in every part of its state.
    private func smallEngine() throws -> RegionEngine {
        var region = Fixture.region(grid: Fixture.grid(nx: 20, ny: 20), bandCount: 2)
        region.groundStations = [
            GroundStation(
                name: "gbs", position: Fixture.place(80, 80, 25), band: "b1", eirpDbm: 30)
        ]
        var configuration = Fixture.configuration(clock: .wall, region: region)
        configuration.estimation.interpolator = "idw"
        configuration.estimation.issEstimator = "absolute"
        var engine = try RegionEngine(configuration: configuration)
        engine.accept(.birth(SensorBirth(sensor: "uav-1", bootID: 7)), journalID: 1)
        var row: Int64 = 1
        for step in 0..<12 {
            row += 1
            var batch = Fixture.batch(
                sensor: step % 2 == 0 ? "uav-1" : "uav-2", sequence: UInt64(step + 1),
                [(Double(step) / 4, 30 + step, -80), (Double(step) / 4, 60 + step, -90)])
            batch.bandIndices = [0, 1]
            batch.rssDbm = [-80, -70, -90, -85]
            engine.accept(.samples(batch), journalID: row)
        }
        _ = try engine.runRound(
            closing: engine.pending.tick(of: Fixture.time(2)), windowBudget: 3)
        var follower = TrackFollower()
        follower.region = region
        for _ in 0..<4 { follower.follow([follower.estimate(50, 60)], band: 1) }
        follower.follow([follower.estimate(500, 60)], band: 1)
        engine.tracker = follower.tracker
        engine.accept(.command(Self.command(.addKnownEmitter(Self.emitter))), journalID: 97)
        engine.accept(.command(Self.command(.mute(Self.mute))), journalID: 98)
        engine.accept(
            .state(SensorState(sensor: "uav-2", bootID: 7, status: .offline)), journalID: 99)
        return engine
    }

    @Test func `hostile state bytes throw and never trap`() throws {
        let engine = try smallEngine()
        let state = engine.stateBytes
        let maps = Dictionary(uniqueKeysWithValues: engine.maps.map { ($0.key, $0) })
        let configuration = engine.configuration
        func restored(_ bytes: [UInt8]) throws -> RegionEngine {
            try RegionEngine(configuration: configuration, restoring: bytes, map: { maps[$0] })
        }
        #expect(try restored(state).stateBytes == state)
        for count in 0..<state.count where count % 7 == 0 || count < 600 {
            #expect(throws: (any Error).self) { try restored(Array(state.prefix(count))) }
        }
        #expect(throws: (any Error).self) { try restored(state + [0]) }
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<1_000 {
            var mutated = state
            let place = Int(generator.next() % UInt64(state.count))
            mutated[place] ^= UInt8(1) << UInt8(generator.next() % 8)
            #expect(throws: (any Error).self) { try restored(mutated) }
        }
    }

    @Test func `hostile state bytes under a right hash throw or run on, and never trap`() throws {
        let engine = try smallEngine()
        let body = Array(engine.stateBytes.dropLast(8))
        let maps = Dictionary(uniqueKeysWithValues: engine.maps.map { ($0.key, $0) })
        let fresh = try RegionEngine(configuration: engine.configuration)
        var generator = SeededGenerator(seed: 33)
        var survivors = 0
        for trial in 0..<6_000 {
            var mutated = body
            for _ in 0..<1 + generator.next() % 4 {
                let place = Int(generator.next() % UInt64(body.count))
                switch generator.next() % 3 {
                case 0: mutated[place] = 0xFF
                case 1: mutated[place] = UInt8(generator.next() & 0xFF)
                default:
                    for offset in place..<min(place + 8, body.count) { mutated[offset] = 0x7F }
                }
            }
            if trial % 10 == 0 { mutated.removeLast(Int(generator.next() % 40)) }
            var copy = fresh
            do {
                try copy.restore(from: mutated, map: { maps[$0] })
                survivors += 1
                // What is plausible must also be able to go on.
                guard survivors % 4 == 0 else { continue }
                copy.accept(
                    .samples(Fixture.batch([(5, 31, -70), (5.6, 33, -75)])), journalID: 100)
                for seconds in [6.0, 60, 1e5] {
                    guard let due = copy.dueTick(now: Fixture.time(seconds)) else { continue }
                    _ = try copy.runRound(closing: due, windowBudget: 8)
                }
                _ = copy.stateBytes
            } catch {}
        }
        #expect(survivors > 100, "the mutations that pass are run on")
    }

    @Test func `a will that waits for its round survives a restart`() throws {
        var engine = try RegionEngine(configuration: Fixture.configuration(clock: .wall))
        engine.accept(.samples(Fixture.batch([(0.1, 3, -80)])), journalID: 1)
        _ = try engine.runRound(
            closing: engine.pending.tick(of: Fixture.start), windowBudget: 8)
        engine.accept(
            .state(SensorState(sensor: "uav-1", bootID: 7, status: .offline)), journalID: 2)
        let maps = Dictionary(uniqueKeysWithValues: engine.maps.map { ($0.key, $0) })
        var copy = try RegionEngine(
            configuration: engine.configuration, restoring: engine.stateBytes, map: { maps[$0] })
        let due = try #require(engine.dueTick(now: Fixture.time(4)))
        #expect(copy.dueTick(now: Fixture.time(4)) == due)
        let alerts = try engine.runRound(closing: due, windowBudget: 8).alerts
        #expect(alerts.map(\.kind) == [.sensorLost])
        #expect(try copy.runRound(closing: due, windowBudget: 8).alerts == alerts)
        #expect(copy.stateBytes == engine.stateBytes)
    }

    @Test func `numbers go on after a change of configuration`() throws {
        var engine = try RegionEngine(configuration: Fixture.configuration())
        engine.continueNumbering(
            afterRound: 500, journalID: 77, interferers: ["int-0003", "int-0012", "int-0007"])
        #expect(engine.roundNumber == 500 && engine.journalThrough == 77)
        var follower = TrackFollower()
        follower.tracker = engine.tracker
        follower.follow(50, 60, rounds: 4)
        #expect(
            follower.alerts.map(\.id) == ["lab/int-0013/1-detected"], "an old id would be lost")
        engine.accept(.samples(Fixture.batch([(0.1, 3, -80), (9, 3, -80)])), journalID: 78)
        let due = try #require(engine.dueTick(now: .zero))
        #expect(try engine.runRound(closing: due, windowBudget: 8).decision.number == 501)
    }
}
