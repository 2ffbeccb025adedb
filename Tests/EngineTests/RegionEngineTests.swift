import Model
import Numerics
import Testing

@testable import Engine

struct RegionEngineTests {
    private func engine(
        _ clock: RegionClock, change: (inout EngineConfiguration) -> Void = { _ in }
    ) throws -> RegionEngine {
        var configuration = Fixture.configuration(clock: clock)
        change(&configuration)
        return try RegionEngine(configuration: configuration)
    }

    private func sample(
        _ seconds: Double, sensor: SensorID = "uav-1", sequence: UInt64 = 1
    ) -> EngineInput {
        .samples(Fixture.batch(sensor: sensor, sequence: sequence, [(seconds, 40, -80)]))
    }

    private func tick(_ seconds: Double) -> UInt64 {
        PendingSamples(intervalSeconds: 0.5).tick(of: Fixture.time(seconds))
    }

    @Test func `an unknown method is refused when the engine is made`() {
        for change: (inout EngineConfiguration) -> Void in [
            { $0.estimation.interpolator = "magic" }, { $0.estimation.issEstimator = "magic" },
            { $0.estimation.pathLossEstimator = "magic" },
        ] {
            #expect(throws: EngineStateError.self) { try engine(.wall, change: change) }
        }
    }

    @Test func `on the wall clock a tick closes when now has passed it by the lateness`() throws {
        var engine = try engine(.wall)
        engine.accept(sample(0.2), journalID: 1)
        #expect(engine.dueTick(now: Fixture.time(0.99)) == nil)
        #expect(engine.dueTick(now: Fixture.time(1)) == tick(0))
        // Everything up to the watermark closes in one round, however many ticks.
        engine.accept(sample(3.2, sequence: 2), journalID: 2)
        #expect(engine.dueTick(now: Fixture.time(60)) == tick(59))
        let result = try engine.runRound(closing: tick(59), windowBudget: 64)
        #expect(result.decision.validTime == Fixture.time(59.5))
        #expect(engine.counters.appliedValues == 2)
        #expect(engine.closedTick == tick(59))
    }

    @Test func `on the wall clock quiet rounds come once a second`() throws {
        var engine = try engine(.wall)
        #expect(engine.dueTick(now: Fixture.time(0)) == nil, "nothing has ever come")
        engine.accept(sample(0.2), journalID: 1)
        _ = try engine.runRound(closing: tick(0.2), windowBudget: 64)
        #expect(engine.dueTick(now: Fixture.time(1.4)) == nil)
        #expect(engine.dueTick(now: Fixture.time(2)) == tick(1))
        #expect(engine.dueTick(now: Fixture.time(-1)) == nil, "a small step back is waited out")
        #expect(engine.dueTick(now: .zero) == nil)
        #expect(engine.dueTick(now: UnixTime(nanoseconds: .max)) != nil)
    }

    @Test func `a wall clock that was ahead and is set right does not freeze the region`() throws {
        var engine = try engine(.wall)
        engine.accept(sample(7_200.2), journalID: 1)
        _ = try engine.runRound(closing: tick(7_200.2), windowBudget: 64)
        // Two hours back: the round that goes back is due, and samples are in time again.
        let due = try #require(engine.dueTick(now: Fixture.time(3)))
        #expect(due < tick(7_200.2))
        _ = try engine.runRound(closing: due, windowBudget: 64)
        engine.accept(sample(3.2, sequence: 2), journalID: 2)
        #expect(engine.counters.latePoints == 0)
    }

    @Test func `on event time a tick closes when a sample lies beyond it by the lateness`() throws {
        var engine = try engine(.event)
        let never = UnixTime(nanoseconds: .max)
        engine.accept(sample(0.2), journalID: 1)
        engine.accept(sample(0.95, sequence: 2), journalID: 2)
        #expect(engine.dueTick(now: never) == nil, "the wall clock says nothing")
        engine.accept(sample(1.0, sequence: 3), journalID: 3)
        #expect(engine.dueTick(now: .zero) == tick(0))
        _ = try engine.runRound(closing: tick(0), windowBudget: 64)
        #expect(engine.dueTick(now: .zero) == nil)
        // Ticks without samples take no rounds: an hour's pause is one step.
        engine.accept(sample(3_600, sequence: 4), journalID: 4)
        var rounds = 0
        while let due = engine.dueTick(now: .zero) {
            _ = try engine.runRound(closing: due, windowBudget: 64)
            rounds += 1
        }
        #expect(rounds == 2)
        #expect(engine.counters.appliedValues == 3)
    }

    @Test func `late samples are counted and change nothing`() throws {
        var engine = try engine(.event)
        engine.accept(sample(0.2), journalID: 1)
        engine.accept(sample(5, sequence: 2), journalID: 2)
        while let due = engine.dueTick(now: .zero) {
            _ = try engine.runRound(closing: due, windowBudget: 64)
        }
        let maps = engine.maps
        engine.accept(sample(0.3, sequence: 3), journalID: 3)
        #expect(engine.dueTick(now: .zero) == nil)
        #expect(engine.counters.latePoints == 1 && engine.counters.appliedValues == 1)
        #expect(engine.sensors.records[0].lateCount == 1)
        #expect(engine.maps == maps)
    }

    @Test func `when all sensors have ended the rest is served and then nothing is due`() throws {
        var engine = try engine(.event)
        engine.accept(sample(0.2, sensor: "a"), journalID: 1)
        engine.accept(sample(0.7, sensor: "b"), journalID: 2)
        func end(_ sensor: SensorID, _ row: Int64) {
            engine.accept(
                .state(SensorState(sensor: sensor, bootID: 7, status: .offline, isFinal: true)),
                journalID: row)
        }
        end("a", 3)
        #expect(engine.dueTick(now: .zero) == nil)
        end("b", 4)
        var validTimes: [UnixTime] = []
        var sensors: [SensorRecord] = []
        // One window a round: those that wait come at the last instant.
        while let due = engine.dueTick(now: .zero), validTimes.count < 20 {
            let result = try engine.runRound(closing: due, windowBudget: 1)
            validTimes.append(result.decision.validTime)
            sensors += result.sensors
        }
        #expect(validTimes.count == 3)
        #expect(validTimes.first == Fixture.time(0.5))
        #expect(validTimes.dropFirst().allSatisfy { $0 == Fixture.time(1) })
        #expect(engine.dirtyWindowCount == 0)
        #expect(sensors.last { $0.id == "a" }?.status == .finished)
        #expect(sensors.last { $0.id == "b" }?.status == .finished)
    }

    @Test(arguments: RegionClock.allCases)
    func `frames at the ends of time do not trap and cost two rounds`(_ clock: RegionClock) throws {
        var engine = try engine(clock)
        var batch = Fixture.batch([(0, 1, -80), (0, 2, -80), (0, 3, -80)])
        batch.times = [.zero, Fixture.start, UnixTime(nanoseconds: .max)]
        engine.accept(.samples(batch), journalID: 1)
        var rounds = 0
        while let due = engine.dueTick(now: Fixture.time(100)), rounds < 10 {
            _ = try engine.runRound(closing: due, windowBudget: 64)
            rounds += 1
        }
        #expect(rounds <= 2)
        #expect(engine.counters.appliedValues >= 1)
    }

    @Test func `points outside the grid are counted and touch no map`() throws {
        var engine = try engine(.event)
        engine.accept(
            .samples(Fixture.batch([(0.1, -1, -80), (0.2, -1, -80)])), journalID: 1)
        engine.accept(sample(9, sequence: 2), journalID: 2)
        let due = try #require(engine.dueTick(now: .zero))
        let result = try engine.runRound(closing: due, windowBudget: 64)
        #expect(result.changes.isEmpty)
        #expect(engine.counters.outsidePoints == 2 && engine.counters.appliedValues == 0)
    }

    @Test func `a band without stations has one map, a band with one has four`() throws {
        var region = Fixture.region(bandCount: 2)
        region.groundStations = [
            GroundStation(
                name: "gbs", position: Fixture.place(10, 10, 25), band: "b1", eirpDbm: 30)
        ]
        let engine = try RegionEngine(
            configuration: Fixture.configuration(clock: .event, region: region))
        #expect(
            engine.maps.map { "\($0.key.band) \($0.key.product.rawValue)" } == [
                "b0 rss", "b1 rss", "b1 dss", "b1 iss", "b1 sinr",
            ])
    }

    @Test func `frames in any order within the lateness give the same maps, bit by bit`() throws {
        var generator = SeededGenerator(seed: 21)
        var batches: [(arrival: Double, batch: SampleBatch)] = []
        for step in 0..<40 {
            for sensor in 0..<3 {
                let seconds = Double(step) * 0.1 + 0.01 * Double(sensor)
                let points = (0..<3).map { point in
                    (
                        seconds: seconds + 0.02 * Double(point),
                        cell: Int(generator.next() % 700), dbm: -80 + 6 * generator.normal()
                    )
                }
                let batch = Fixture.batch(
                    sensor: SensorID(unchecked: "s\(sensor)"), boot: 1,
                    sequence: UInt64(step + 1), points)
                batches.append((seconds, batch))
            }
        }
        func maps(_ batches: [SampleBatch]) throws -> ([RadioMap], UInt64, [Double]) {
            var engine = try engine(.event)
            for (row, batch) in batches.enumerated() {
                engine.accept(.samples(batch), journalID: Int64(row + 1))
                while let due = engine.dueTick(now: .zero) {
                    _ = try engine.runRound(closing: due, windowBudget: 2)
                }
            }
            let offsets = engine.sensors.records.sorted { $0.id < $1.id }.map(\.bias.offsetDb)
            return (engine.maps, engine.counters.latePoints, offsets)
        }
        let expected = try maps(batches.map(\.batch))
        #expect(expected.1 == 0 && expected.0[0].revision > 3)
        for _ in 0..<6 {
            let delayed = batches.map { ($0.arrival + 0.4 * generator.uniform(), $0.batch) }
            let other = try maps(delayed.sorted { $0.0 < $1.0 }.map(\.1))
            #expect(other.1 == 0)
            #expect(other.2 == expected.2)
            for (left, right) in zip(other.0, expected.0) {
                #expect(left.values.map(\.bitPattern) == right.values.map(\.bitPattern))
                #expect(
                    left.standardDeviationsDb.map(\.bitPattern)
                        == right.standardDeviationsDb.map(\.bitPattern))
                #expect(left.evidenceTimes == right.evidenceTimes)
            }
        }
    }
}
