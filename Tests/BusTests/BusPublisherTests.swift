import Glibc
import Logging
import MQTT
import Model
import Synchronization
import Testing
import Wire

@testable import Bus

struct BusPublisherTests {
    private static let key = MapKey(product: .sinr, band: "b1")
    private static let time = UnixTime(seconds: 1_700_000_000)

    private static func tile(_ x: Int, revision: UInt64) -> MapTile {
        MapTile(
            address: .init(z: 0, y: 0, x: x), revision: revision, validTime: time, epoch: 0,
            columnCount: 2, rowCount: 1, quantisation: .init(unit: .db), codes: [1, 2],
            standardDeviationCodes: [3, 4], ageCodes: [5, 6])
    }

    private static func head(_ tiles: [UInt64], revision: UInt64) -> MapHead {
        let origin = GeodeticPosition(latitudeDegrees: 35, longitudeDegrees: -78, altitudeMetres: 0)
        return MapHead(
            region: "test", key: key, revision: revision, validTime: time, epoch: 0,
            grid: Grid(
                origin: origin, cellEastMetres: 10, cellNorthMetres: 10, nx: 256, ny: 1,
                zLevelsMetres: [0]),
            quantisation: .init(unit: .db),
            tiles: tiles.enumerated().map { index, revision in
                .init(address: .init(z: 0, y: 0, x: index), revision: revision)
            }, method: "kriging")
    }

    private static func interferer(_ phase: InterfererPhase = .active) -> InterfererState {
        InterfererState(
            id: "in-1", phase: phase, band: "b1",
            position: .init(latitudeDegrees: 35, longitudeDegrees: -78, altitudeMetres: 3),
            covarianceSquareMetres: [1, 0, 0, 0, 1, 0, 0, 0, 1], ce90Metres: 2.1, eirpDbm: 20,
            confidence: 0.9, firstSeen: time, lastSeen: time, sensorCount: 3, sampleCount: 50,
            peakAboveBackgroundDb: 12, mapRevision: 4)
    }

    private static func publisher(at broker: PrivateBroker) throws -> BusPublisher {
        try BusPublisher(
            region: "test", engine: "e1", epoch: 9,
            connection: .init(port: broker.port, clientID: "", backoffSeconds: 0.05...0.1),
            logger: .quiet)
    }

    @Test func `outputs carry the epoch, tiles go before their head, mirrors beside them`() throws {
        let broker = try PrivateBroker()
        let listener = try Listener(at: broker)
        let publisher = try Self.publisher(at: broker)
        publisher.start()
        try publisher.waitUntilReady(timeoutSeconds: 10)
        publisher.publish(Self.tile(0, revision: 1), of: Self.key)
        publisher.publish(Self.tile(1, revision: 1), of: Self.key)
        publisher.publish(Self.head([1, 1], revision: 1))
        publisher.publish(Self.interferer())
        publisher.publish(
            EngineHealth(
                region: "test", engine: "", epoch: 0, status: .running, time: Self.time,
                counters: ["frames_accepted": 12]))
        publisher.publishOwner()
        #expect(publisher.flush(timeoutSeconds: 10))
        #expect(waits { listener.topics.count == 8 })
        #expect(
            listener.topics == [
                .mapTile("test", Self.key, .init(z: 0, y: 0, x: 0)),
                .mapTile("test", Self.key, .init(z: 0, y: 0, x: 1)),
                .mapHead("test", Self.key),
                .interferer("test", "in-1"), .jsonInterferer("test", "in-1"),
                .health("test"), .jsonSummary("test"), .owner("test"),
            ])
        let decoder = WireDecoder()
        let messages = listener.messages.withLock { $0 }
        #expect(try decoder.mapTile(messages[0].payload).epoch == 9)
        #expect(try decoder.mapHead(messages[2].payload).epoch == 9)
        #expect(try decoder.interfererState(messages[3].payload).epoch == 9)
        let health = try decoder.engineHealth(messages[5].payload)
        #expect(health.epoch == 9 && health.engine == "e1" && health.status == .running)
        #expect(
            String(decoding: messages[6].payload, as: UTF8.self).contains("\"frames_accepted\":12"))
        #expect(try decoder.engineOwner(messages[7].payload).epoch == 9)
        let late = try Listener(at: broker, as: "late")
        #expect(waits { late.topics.count == 8 })
        #expect(late.messages.withLock { $0.allSatisfy(\.isRetained) })
        #expect(publisher.statistics.acknowledgedCount == 8)
        publisher.stop()
    }

    @Test func `a cleared interferer leaves nothing behind`() throws {
        let broker = try PrivateBroker()
        let publisher = try Self.publisher(at: broker)
        publisher.start()
        try publisher.waitUntilReady(timeoutSeconds: 10)
        publisher.publish(Self.interferer())
        #expect(publisher.flush(timeoutSeconds: 10))
        let listener = try Listener(at: broker)
        #expect(waits { listener.topics.count == 2 })
        publisher.publish(Self.interferer(.cleared))
        #expect(publisher.flush(timeoutSeconds: 10))
        #expect(waits { listener.payloads(of: .jsonInterferer("test", "in-1")).last == [] })
        #expect(listener.payloads(of: .interferer("test", "in-1")).last == [])
        publisher.publishOwner()
        #expect(publisher.flush(timeoutSeconds: 10))
        let late = try Listener(at: broker, as: "late")
        #expect(waits { late.topics.count == 1 })
        #expect(late.topics == [.owner("test")])
    }

    @Test func `an alert is complete when the broker has it and its mirror`() throws {
        let broker = try PrivateBroker()
        let listener = try Listener(at: broker)
        let publisher = try Self.publisher(at: broker)
        let deliveries = Mutex<[MQTTDelivery]>([])
        let alert = Alert(
            id: "a-1", kind: .interfererDetected, region: "test", time: Self.time,
            interferer: Self.interferer(), message: "Somebody transmits.")
        // Handed over before there is a connection: it waits.
        try publisher.publish(alert) { delivery in deliveries.withLock { $0.append(delivery) } }
        #expect(deliveries.withLock { $0 }.isEmpty)
        publisher.start()
        #expect(waits { deliveries.withLock { $0 } == [.acknowledged] })
        #expect(waits { listener.topics == [.alert("test"), .jsonAlert("test")] })
        let decoded = try WireDecoder().alert(listener.payloads(of: .alert("test"))[0])
        #expect(decoded.alert.id == "a-1" && decoded.epoch == 9)
        #expect(listener.messages.withLock { $0.allSatisfy { !$0.isRetained } })
        let late = try Listener(at: broker, as: "late")
        publisher.publishOwner()
        #expect(waits { late.topics == [.owner("test")] })
        publisher.stop()
        #expect(throws: MQTTError.self) { try publisher.publish(alert) }
    }

    @Test func `acknowledgements to one sensor go out at most every 200 ms, the newest of each`()
        throws
    {
        let broker = try PrivateBroker()
        let listener = try Listener(at: broker)
        let publisher = try Self.publisher(at: broker)
        publisher.start()
        try publisher.waitUntilReady(timeoutSeconds: 10)
        let clock = ContinuousClock()
        let begin = clock.now
        var number: UInt64 = 0
        while clock.now - begin < .seconds(1) {
            number += 1
            for sensor in ["s-1", "s-2"] as [SensorID] {
                publisher.publish(SensorAck(sensor: sensor, bootID: 1, throughSequence: number))
            }
            Pause.milliseconds(5)
        }
        #expect(publisher.flush(timeoutSeconds: 10))
        publisher.publishOwner()
        #expect(waits { listener.topics.last == .owner("test") })
        for sensor in ["s-1", "s-2"] as [SensorID] {
            let acks = try listener.payloads(of: .ack("test", sensor)).map {
                try WireDecoder().sensorAck($0)
            }
            // One second has room for 5 and the forced last one; a slow machine for fewer.
            #expect((2...7).contains(acks.count))
            #expect(acks.last?.throughSequence == number && acks.last?.epoch == 9)
        }
        publisher.stop()
    }

    @Test func `a broker that lost everything gets the current state again`() throws {
        let broker = try PrivateBroker()
        let publisher = try Self.publisher(at: broker)
        publisher.start()
        try publisher.waitUntilReady(timeoutSeconds: 10)
        for x in 0..<4 { publisher.publish(Self.tile(x, revision: 1), of: Self.key) }
        publisher.publish(Self.head([1, 1, 1, 1], revision: 1))
        publisher.publish(Self.interferer())
        #expect(publisher.flush(timeoutSeconds: 10))
        broker.kill()
        #expect(waits { !publisher.isReady })
        // Changes during the outage take each other's place.
        for revision in UInt64(2)...50 {
            publisher.publish(Self.tile(2, revision: revision), of: Self.key)
            publisher.publish(Self.head([1, 1, revision, 1], revision: revision))
        }
        publisher.publish(Self.interferer(.cleared))
        try broker.start()
        let late = try Listener(at: broker, as: "late")
        #expect(publisher.flush(timeoutSeconds: 10))
        #expect(waits { late.topics.count >= 5 })
        let statistics = publisher.statistics
        #expect(statistics.republicationCount == 1)
        #expect(statistics.supersededCount >= 96)
        let head = try WireDecoder().mapHead(
            try #require(late.payloads(of: .mapHead("test", Self.key)).last))
        #expect(head.revision == 50)
        for listed in head.tiles {
            let payload = late.payloads(of: .mapTile("test", Self.key, listed.address)).last
            #expect(try WireDecoder().mapTile(try #require(payload)).revision == listed.revision)
        }
        // A tile of a change goes before the head that lists it, also this time.
        #expect(
            late.topics.last {
                $0 != .interferer("test", "in-1") && $0 != .jsonInterferer("test", "in-1")
            }
                == .mapHead("test", Self.key))
        let cleared = late.payloads(of: .interferer("test", "in-1"))
        #expect(cleared.filter { !$0.isEmpty } == [])
        publisher.stop()
    }

    @Test func `an engine that dies is declared stopped by its will`() async throws {
        let broker = try PrivateBroker()
        let listener = try Listener(at: broker)
        let port = broker.port
        await #expect(processExitsWith: .signal(SIGKILL)) { [port = port as Int] in
            let publisher = try BusPublisher(
                region: "test", engine: "e1", epoch: 9,
                connection: .init(port: port, clientID: ""), logger: .quiet)
            publisher.start()
            publisher.publish(
                EngineHealth(region: "test", engine: "", epoch: 0, status: .running))
            _ = publisher.flush(timeoutSeconds: 10)
            kill(getpid(), SIGKILL)
        }
        #expect(waits { listener.payloads(of: .health("test")).count == 2 })
        let states = try listener.payloads(of: .health("test")).map {
            try WireDecoder().engineHealth($0)
        }
        #expect(states.map(\.status) == [.running, .stopped])
        #expect(states.map(\.epoch) == [9, 9])
    }

    @Test func `an engine that was superseded leaves its successor's state alone`() throws {
        let broker = try PrivateBroker()
        let old = try Self.publisher(at: broker)
        old.start()
        old.publishOwner()
        old.publish(Self.tile(0, revision: 5), of: Self.key)
        #expect(old.flush(timeoutSeconds: 10))
        let connection = MQTTConnectionOptions(port: broker.port, clientID: "")
        let owner = try OwnerQuery.owner(of: "test", connection: connection, timeoutSeconds: 10)
        #expect(owner?.epoch == 9)
        // The query has thrown the old one out, which comes back: not to a broker without memory.
        try old.waitUntilReady(timeoutSeconds: 10)
        #expect(waits { old.isReady })
        #expect(old.statistics.republicationCount == 0)
        let new = try BusPublisher(
            region: "test", engine: "e2", epoch: 10, connection: connection, logger: .quiet)
        new.start()
        new.publishOwner()
        new.publish(Self.tile(0, revision: 6), of: Self.key)
        // It has been thrown out again, but does not know why: it goes on until it is told.
        #expect(
            waits {
                old.publish(Self.tile(0, revision: 7), of: Self.key)
                return old.isFenced
            })
        #expect(new.flush(timeoutSeconds: 10))
        old.publish(Self.tile(0, revision: 8), of: Self.key)
        #expect(!old.flush(timeoutSeconds: 0.2) || old.statistics.pendingCount == 0)
        #expect(throws: MQTTError.self) {
            try old.publish(
                Alert(
                    id: "a", kind: .sensorLost, region: "test", time: Self.time, sensor: "s-1",
                    message: "It is silent."))
        }
        #expect(!new.isFenced)
        let late = try Listener(at: broker, as: "late")
        let topic = Topic.mapTile("test", Self.key, .init(z: 0, y: 0, x: 0))
        #expect(waits { late.payloads(of: topic).count == 1 })
        let tile = try WireDecoder().mapTile(late.payloads(of: topic)[0])
        #expect(tile.epoch == 10 && tile.revision == 6)
        old.stop()
        new.stop()
    }

    @Test func `a large map goes out whole while it changes`() throws {
        let broker = try PrivateBroker()
        let listener = try Listener(at: broker)
        let publisher = try Self.publisher(at: broker)
        publisher.start()
        for revision in UInt64(1)...5 {
            for x in 0..<1_000 { publisher.publish(Self.tile(x, revision: revision), of: Self.key) }
            publisher.publish(
                Self.head(.init(repeating: revision, count: 1_000), revision: revision))
        }
        #expect(publisher.flush(timeoutSeconds: 10))
        #expect(waits { listener.topics.last == .mapHead("test", Self.key) })
        let decoder = WireDecoder()
        var revisions: [Int: UInt64] = [:]
        for message in listener.messages.withLock({ $0 }) {
            guard case .mapTile(_, _, let address) = Topic(message.topic) else { continue }
            let revision = try decoder.mapTile(message.payload).revision
            #expect(revision >= revisions[address.x, default: 0])
            revisions[address.x] = revision
        }
        #expect(revisions.count == 1_000 && revisions.values.allSatisfy { $0 == 5 })
        publisher.stop()
    }

    @Test func `spectra are dropped without a connection, and counted`() throws {
        let broker = try PrivateBroker()
        let listener = try Listener(at: broker)
        let publisher = try Self.publisher(at: broker)
        let spectrum = SpectrumEstimate(
            sensor: "s-1", time: Self.time, epoch: 0, firstFrequencyHz: 1e9, binWidthHz: 1e6,
            psdDbmPerHz: [-150], occupied: [false], thresholdsDbmPerHz: [-140], method: "somp",
            iterations: 3, residual: 0.1, isWarmStart: false)
        publisher.publish(spectrum)
        #expect(publisher.statistics.droppedSpectrumCount == 1)
        publisher.start()
        try publisher.waitUntilReady(timeoutSeconds: 10)
        publisher.publish(spectrum)
        #expect(waits { listener.topics == [.spectrum("test", "s-1")] })
        #expect(
            try WireDecoder().spectrumEstimate(listener.payloads(of: .spectrum("test", "s-1"))[0])
                .epoch == 9)
        publisher.stop()
    }
}
