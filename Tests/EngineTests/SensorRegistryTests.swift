import Model
import Numerics
import Testing

@testable import Engine

struct SensorRegistryTests {
    /// An engine on the wall clock, run in half-second steps.
    private struct Bench {
        var engine: RegionEngine
        var row: Int64 = 0
        var sequence: UInt64 = 0
        var alerts: [Alert] = []
        var reported: [SensorRecord] = []

        init() throws {
            engine = try RegionEngine(configuration: Fixture.configuration(clock: .wall))
        }

        mutating func accept(_ input: EngineInput) {
            row += 1
            engine.accept(input, journalID: row)
        }

        mutating func sample(_ seconds: Double, sensor: SensorID = "s", boot: UInt64 = 5) {
            sequence += 1
            accept(
                .samples(
                    Fixture.batch(
                        sensor: sensor, boot: boot, sequence: sequence, [(seconds, 3, -80)])))
        }

        mutating func state(_ status: SensorState.Status, boot: UInt64 = 5, final: Bool = false) {
            accept(
                .state(SensorState(sensor: "s", bootID: boot, status: status, isFinal: final)))
        }

        mutating func run(to seconds: Double) throws {
            while let due = engine.dueTick(now: Fixture.time(seconds)) {
                let result = try engine.runRound(closing: due, windowBudget: 8)
                alerts += result.alerts
                reported = result.sensors
            }
        }

        var status: SensorRecord.Status? { engine.sensors.records.first { $0.id == "s" }?.status }
    }

    @Test func `a silent sensor is lost after its time, once, until it comes back`() throws {
        var bench = try Bench()
        bench.sample(0.1)
        try bench.run(to: 10.5)
        #expect(bench.alerts == [])
        for seconds in stride(from: 11.0, through: 40, by: 1) { try bench.run(to: seconds) }
        #expect(bench.alerts.map(\.kind) == [.sensorLost])
        #expect(bench.status == .lost)
        bench.sample(40.2)
        try bench.run(to: 42)
        #expect(bench.status == .online)
        for seconds in stride(from: 42.0, through: 80, by: 1) { try bench.run(to: seconds) }
        #expect(bench.alerts.count == 2 && Set(bench.alerts.map(\.id)).count == 2)
    }

    @Test func `a will ends a sensor at once`() throws {
        var bench = try Bench()
        bench.sample(0.1)
        try bench.run(to: 2)
        bench.state(.offline)
        bench.state(.offline)
        try bench.run(to: 4)
        #expect(bench.alerts.map(\.kind) == [.sensorLost])
        #expect(bench.status == .lost)
        #expect(bench.reported.map(\.status) == [.lost])
    }

    @Test func `frames from before a will do not bring the sensor back`() throws {
        var bench = try Bench()
        bench.sample(0.1)
        // Both came before the will; the second one's tick closes after it.
        bench.sample(1.9)
        bench.state(.offline)
        for seconds in stride(from: 1.2, through: 60, by: 0.5) { try bench.run(to: seconds) }
        #expect(bench.alerts.count == 1, "one death, one alert")
        #expect(bench.status == .lost)
        bench.sample(60.1)
        try bench.run(to: 62)
        #expect(bench.status == .online)
    }

    @Test func `the will of an older boot changes nothing`() throws {
        var bench = try Bench()
        bench.accept(.birth(SensorBirth(sensor: "s", bootID: 9)))
        bench.sample(0.1, boot: 9)
        try bench.run(to: 2)
        bench.state(.offline, boot: 8)
        bench.state(.offline, boot: 8, final: true)
        try bench.run(to: 4)
        #expect(bench.alerts == [] && bench.status == .online)
        bench.state(.offline, boot: 9)
        try bench.run(to: 6)
        #expect(bench.alerts.count == 1)
    }

    @Test func `a sensor that ends by its own word is finished and not missed`() throws {
        var bench = try Bench()
        bench.sample(0.1)
        try bench.run(to: 2)
        bench.state(.offline, final: true)
        try bench.run(to: 4)
        #expect(bench.status == .finished)
        #expect(bench.reported.map(\.status) == [.finished], "and the store hears of it")
        for seconds in stride(from: 5.0, through: 60, by: 5) { try bench.run(to: seconds) }
        #expect(bench.alerts == [])
        #expect(bench.engine.sensors.allFinished)
        bench.accept(.birth(SensorBirth(sensor: "s", bootID: 6)))
        #expect(!bench.engine.sensors.allFinished)
    }

    @Test func `frames of a newer boot bring a finished sensor back`() throws {
        var bench = try Bench()
        bench.sample(0.1)
        bench.state(.offline, final: true)
        try bench.run(to: 4)
        bench.sample(4.1, boot: 6)
        try bench.run(to: 6)
        #expect(bench.status == .online)
        #expect(bench.engine.sensors.records[0].bootID == 6)
    }

    @Test func `a sensor that says it is back is given time to send`() throws {
        var bench = try Bench()
        bench.sample(0.1)
        for seconds in 1...20 { try bench.run(to: Double(seconds)) }
        #expect(bench.alerts.count == 1)
        bench.state(.online)
        for seconds in 21...28 { try bench.run(to: Double(seconds)) }
        #expect(bench.alerts.count == 1 && bench.status == .online)
        for seconds in 29...40 { try bench.run(to: Double(seconds)) }
        #expect(bench.alerts.count == 2 && bench.status == .lost)
    }

    @Test func `a birth brings calibration; an older one that comes again does not`() throws {
        var bench = try Bench()
        bench.accept(
            .birth(
                SensorBirth(
                    sensor: "s", bootID: 9, platform: .uav, calibrationOffsetDb: 3,
                    calibrationStandardDeviationDb: 0.5)))
        bench.accept(.birth(SensorBirth(sensor: "s", bootID: 4, calibrationOffsetDb: -50)))
        let record = bench.engine.sensors.records[0]
        #expect(record.bootID == 9 && record.platform == .uav)
        #expect(record.calibrationOffsetDb == 3 && record.bias.varianceDb2 == 0.25)
        bench.sample(0.1, boot: 9)
        try bench.run(to: 2)
        let cell = try #require(bench.engine.bands[0].evidence[cell: 3])
        #expect(abs(cell.meanDbm + 77) < 1e-6, "what a sensor says of itself is added")
    }

    @Test func `records go through their bytes`() throws {
        var bench = try Bench()
        bench.accept(.birth(SensorBirth(sensor: "a", bootID: 2)))
        bench.sample(0.1, sensor: "b")
        bench.state(.online)
        try bench.run(to: 30)
        var writer = ByteWriter()
        bench.engine.sensors.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let copy = try SensorRegistry(defaultBiasDeviationDb: 2, from: &reader)
        #expect(copy == bench.engine.sensors && reader.isAtEnd)
    }

    @Test func `a sensor that stands twice is refused`() throws {
        var writer = ByteWriter()
        writer.append(UInt32(2))
        for _ in 0..<2 { SensorRecord(id: "s", biasDeviationDb: 2).encode(into: &writer) }
        var reader = ByteReader(writer.bytes)
        #expect(throws: EngineStateError.self) {
            try SensorRegistry(defaultBiasDeviationDb: 2, from: &reader)
        }
    }
}
