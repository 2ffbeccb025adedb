import Glibc
import MQTT
import Model
import Synchronization
import Testing

@testable import EthermapSensor

struct SensorClientTests {
    static let birth = SensorBirth(
        sensor: "uav-1", bootID: 77, platform: .uav, bands: ["b1", "b2"])
    static let time = UnixTime(nanoseconds: 1_700_000_000_000_000_000)

    static func points(_ count: Int = 1) -> [RssPoint] {
        (0..<count).map { index in
            RssPoint(
                time: time.advanced(bySeconds: Double(index) * 0.5),
                position: .init(
                    latitudeDegrees: 35, longitudeDegrees: -78, altitudeMetres: 30),
                rssDbm: [-70, -80 - Float(index)])
        }
    }

    private static func client(
        at broker: PrivateBroker, ringCountMax: Int = 10_000, patienceSeconds: Double = 5,
        events: @escaping @Sendable (SensorEvent) -> Void = { _ in }
    ) throws -> SensorClient {
        try SensorClient(
            region: ScriptedEngine.region, birth: birth,
            connection: .init(
                port: broker.port, clientID: "set by the client", backoffSeconds: 0.05...0.2),
            ringCountMax: ringCountMax, patienceSeconds: patienceSeconds, now: { time },
            events: events)
    }

    @Test func `a sensor introduces itself, is heard, and ends by its own word`() throws {
        let broker = try PrivateBroker()
        let engine = try ScriptedEngine(at: broker, acknowledges: true)
        try engine.start()
        let sensor = try Self.client(at: broker)
        sensor.start()
        try sensor.waitUntilReady(timeoutSeconds: 10)
        for number in 1...UInt64(500) { #expect(try sensor.send(Self.points(2)) == number) }
        #expect(sensor.finish(timeoutSeconds: 10))
        #expect(waits { engine.notes.withLock { $0.states.count == 2 } })
        let notes = engine.notes.withLock { $0 }
        #expect(notes.births == [Self.birth])
        #expect(
            notes.states == [
                SensorState(sensor: "uav-1", bootID: 77, status: .online, time: Self.time),
                SensorState(
                    sensor: "uav-1", bootID: 77, status: .offline, time: Self.time, isFinal: true),
            ])
        #expect(notes.frames.map(\.sequence) == Array(1...500))
        #expect(
            notes.topics.prefix(3) == [
                .birth("test", "uav-1"), .state("test", "uav-1"), .rss("test", "uav-1"),
            ])
        let frame = try #require(notes.frames.first)
        #expect(frame.bootID == 77 && frame.sensor == "uav-1" && frame.time == Self.time)
        #expect(frame.rssDbm == [-70, -80, -70, -81])
        #expect(frame.timeOffsetsMicroseconds == [0, 500_000])
        let statistics = sensor.statistics
        #expect(statistics.sentCount == 500 && statistics.unacknowledgedCount == 0)
        #expect(statistics.acknowledgedThrough == 500 && statistics.droppedCount == 0)
    }

    @Test func `what the engine has not acknowledged keeps the end from being final`() throws {
        let broker = try PrivateBroker()
        let engine = try ScriptedEngine(at: broker)
        try engine.start()
        let sensor = try Self.client(at: broker)
        sensor.start()
        try sensor.waitUntilReady(timeoutSeconds: 10)
        for _ in 1...3 { try sensor.send(Self.points()) }
        #expect(waits { engine.sequences.count == 3 })
        // Another boot's word and a lower epoch's count for nothing; through 2 leaves one.
        try engine.acknowledge("uav-1", boot: 76, through: 3)
        try engine.acknowledge("uav-1", boot: 77, through: 2, epoch: 5)
        try engine.acknowledge("uav-1", boot: 77, through: 3, epoch: 4)
        #expect(waits { sensor.statistics.acknowledgedThrough == 2 })
        #expect(!sensor.finish(timeoutSeconds: 0.2))
        #expect(sensor.statistics.unacknowledgedCount == 1)
        #expect(waits { engine.notes.withLock { $0.states.last?.status == .offline } })
        #expect(engine.notes.withLock { $0.states.last?.isFinal } == false)
    }

    @Test func `a broker that forgot the session gets again what the engine lacks`() throws {
        let broker = try PrivateBroker()
        let engine = try ScriptedEngine(at: broker)
        try engine.start()
        let sensor = try Self.client(at: broker, patienceSeconds: 0.1)
        sensor.start()
        try sensor.waitUntilReady(timeoutSeconds: 10)
        for _ in 1...50 { try sensor.send(Self.points()) }
        #expect(waits { engine.sequences.count == 50 })
        try engine.acknowledge("uav-1", boot: 77, through: 20)
        #expect(waits { sensor.statistics.acknowledgedThrough == 20 })
        broker.kill()
        for _ in 51...60 { try sensor.send(Self.points()) }
        try broker.start()
        try engine.waitUntilReady()
        // A sensor that is back before the engine sends to nobody, and again when the engine speaks.
        var ack: UInt64 = 20
        #expect(
            waits {
                ack += 1
                try? engine.acknowledge("uav-1", boot: 77, through: min(ack, 25))
                return Set(engine.sequences.dropFirst(50)).isSuperset(of: 26...60)
            })
        #expect(sensor.statistics.resentCount >= 25)
        #expect(engine.notes.withLock { $0.births.count } >= 1)
        sensor.stop()
    }

    @Test func `frames that no engine was there for come again when one speaks`() throws {
        let broker = try PrivateBroker()
        let sensor = try Self.client(at: broker, patienceSeconds: 0.1)
        sensor.start()
        try sensor.waitUntilReady(timeoutSeconds: 10)
        // The broker takes these and has nobody to keep them for.
        for _ in 1...10 { try sensor.send(Self.points()) }
        Nap.milliseconds(300)
        let engine = try ScriptedEngine(at: broker)
        try engine.start()
        #expect(engine.sequences.isEmpty)
        try engine.acknowledge("uav-1", boot: 77, through: 0)
        #expect(waits { engine.sequences == Array(1...10) })
        try engine.acknowledge("uav-1", boot: 77, through: 10)
        #expect(sensor.finish(timeoutSeconds: 5))
    }

    @Test func `rejections are told, each once`() throws {
        let broker = try PrivateBroker()
        let engine = try ScriptedEngine(at: broker)
        try engine.start()
        let told = Mutex<[Rejection]>([])
        let sensor = try Self.client(at: broker) { event in
            if case .rejected(let rejection) = event { told.withLock { $0.append(rejection) } }
        }
        sensor.start()
        try sensor.waitUntilReady(timeoutSeconds: 10)
        let rejections = (1...2).map { number in
            Rejection(
                bootID: 77, sequence: UInt64(number), reason: .unknownBand, detail: "no band b2",
                time: Self.time)
        }
        try engine.acknowledge("uav-1", boot: 77, through: 1, rejections: [rejections[0]])
        try engine.acknowledge("uav-1", boot: 77, through: 2, rejections: rejections)
        #expect(waits { sensor.statistics.rejectedCount == 2 })
        #expect(waits { told.withLock { $0 } == rejections })
        sensor.stop()
    }

    @Test func `the dead are declared offline by the broker, with their boot`() async throws {
        let broker = try PrivateBroker()
        let engine = try ScriptedEngine(at: broker, acknowledges: true)
        try engine.start()
        let port = broker.port
        await #expect(processExitsWith: .signal(SIGKILL)) { [port = port as Int] in
            let sensor = try SensorClient(
                region: ScriptedEngine.region, birth: SensorClientTests.birth,
                connection: .init(port: port, clientID: ""), now: { SensorClientTests.time })
            sensor.start()
            try sensor.waitUntilReady(timeoutSeconds: 10)
            try sensor.send(SensorClientTests.points())
            while sensor.statistics.acknowledgedThrough == 0 { Nap.milliseconds(5) }
            kill(getpid(), SIGKILL)
        }
        #expect(
            waits {
                engine.notes.withLock { $0.states.last }
                    == SensorState(sensor: "uav-1", bootID: 77, status: .offline)
            })
    }

    @Test func `a full ring drops the oldest and tells`() throws {
        let broker = try PrivateBroker()
        let dropped = Mutex<[UInt64]>([])
        let sensor = try Self.client(at: broker, ringCountMax: 3) { event in
            if case .dropped(let sequence) = event { dropped.withLock { $0.append(sequence) } }
        }
        for _ in 1...5 { try sensor.send(Self.points()) }
        #expect(dropped.withLock { $0 } == [1, 2])
        #expect(sensor.statistics.droppedCount == 2)
        #expect(sensor.statistics.unacknowledgedCount == 3)
    }

    @Test func `points that make no frame are refused`() throws {
        let broker = try PrivateBroker()
        let sensor = try Self.client(at: broker)
        #expect(throws: SensorError.self) { try sensor.send([]) }
        var oneBand = Self.points()
        oneBand[0].rssDbm = [-70]
        #expect(throws: SensorError.self) { try sensor.send(oneBand) }
        #expect(throws: SensorError.self) { try sensor.send(Self.points(2).reversed()) }
        #expect(throws: SensorError.self) { try sensor.send(Self.points(20_000)) }
        #expect(sensor.statistics.sentCount == 0)
        #expect(try sensor.send(Self.points()) == 1)
    }
}
