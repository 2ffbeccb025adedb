import MQTT
import Model
import Testing
import Wire

@testable import EthermapClient

/// On a broker of its own.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RegionWatcherTests {
    /// Publishes as an engine does.
    private struct Publisher {
        let session: MQTTSession

        init(_ broker: PrivateBroker) throws {
            session = try MQTTSession(
                options: MQTTConnectionOptions(port: broker.port, clientID: "engine-campus-out"))
            session.start()
            try session.waitUntilReady(timeoutSeconds: 10)
        }

        func publish(_ topic: Topic, _ payload: [UInt8]) throws {
            try session.publish(
                topic: topic.text, payload: payload, isRetained: topic.isRetained)
        }

        func publish(_ fixture: MapFixture, only tiles: [TileAddress]? = nil) throws {
            for tile in fixture.tiles where tiles?.contains(tile.address) ?? true {
                try publish(
                    .mapTile(MapFixture.region, MapFixture.key, tile.address),
                    WireEncoder.bytes(of: tile))
            }
            try publish(
                .mapHead(MapFixture.region, MapFixture.key), WireEncoder.bytes(of: fixture.head))
        }

        func flush() { #expect(session.flush(timeoutSeconds: 10)) }
    }

    private func watcher(
        _ broker: PrivateBroker, isPersistent: Bool = false,
        interests: RegionInterests = RegionInterests()
    ) throws -> RegionWatcher {
        var options = MQTTConnectionOptions(port: broker.port, clientID: "watcher")
        options.backoffSeconds = 0.05...0.2
        return try RegionWatcher(
            region: MapFixture.region, connection: isPersistent ? options.persistent() : options,
            interests: interests)
    }

    /// Reads events until one is as wanted.
    private func next(
        _ events: inout AsyncStream<RegionEvent>.Iterator,
        where isWanted: (RegionEvent) -> Bool
    ) async -> RegionEvent? {
        while let event = await events.next() {
            if isWanted(event) { return event }
        }
        return nil
    }

    @Test func `a watcher joins late, follows changes and gets each alert once`() async throws {
        let broker = try PrivateBroker()
        let engine = try Publisher(broker)
        var fixture = MapFixture()
        try engine.publish(fixture)
        engine.flush()

        let watcher = try watcher(broker)
        var events = watcher.events.makeAsyncIterator()
        watcher.start()
        try watcher.waitUntilReady(timeoutSeconds: 10)
        let joined = await next(&events) { event in
            if case .map(.mapChanged) = event { true } else { false }
        }
        guard case .map(.mapChanged(let map, _)) = joined else {
            Issue.record("no map")
            return
        }
        #expect(MapAssemblerTests.agrees(map, with: fixture.map))

        let changed = fixture.change(Grid.Cell(x: 1, y: 1, z: 0), to: -40)
        try engine.publish(fixture, only: [changed])
        let alert = WireEncoder.bytes(of: RegionViewTests.alert, epoch: 1)
        try engine.publish(.alert(MapFixture.region), alert)
        try engine.publish(.alert(MapFixture.region), alert)
        try engine.publish(
            .health(MapFixture.region),
            WireEncoder.bytes(
                of: EngineHealth(
                    region: MapFixture.region, engine: "e", epoch: 1, status: .running)))

        var seen: [RegionEvent] = []
        let last = await next(&events) { event in
            seen.append(event)
            guard case .health = event else { return false }
            return true
        }
        #expect(last != nil)
        #expect(seen.filter { $0 == .alert(RegionViewTests.alert) }.count == 1)
        #expect(
            seen.contains { event in
                if case .map(.mapChanged(let map, [changed])) = event {
                    return MapAssemblerTests.agrees(map, with: fixture.map)
                }
                return false
            })
        #expect(watcher.view.discards[.duplicate] == 1)
        #expect(watcher.droppedCount == 0)

        watcher.stop()
        #expect(await next(&events) { _ in false } == nil)
        engine.session.stop()
    }

    @Test func `a watcher comes back after the broker has died`() async throws {
        let broker = try PrivateBroker()
        let watcher = try watcher(broker)
        var events = watcher.events.makeAsyncIterator()
        watcher.start()
        try watcher.waitUntilReady(timeoutSeconds: 10)
        broker.kill()
        let lost = await next(&events) { event in
            if case .disconnected = event { true } else { false }
        }
        #expect(lost != nil)
        try broker.start()
        try watcher.waitUntilReady(timeoutSeconds: 10)
        let engine = try Publisher(broker)
        let fixture = MapFixture()
        try engine.publish(fixture)
        let back = await next(&events) { event in
            if case .map(.mapChanged) = event { true } else { false }
        }
        #expect(back != nil)
        #expect(MapAssemblerTests.agrees(watcher.view.maps.map(MapFixture.key), with: fixture.map))
        watcher.stop()
        engine.session.stop()
    }

    @Test func `a watcher that is let go disconnects`() throws {
        let broker = try PrivateBroker()
        try {
            let watcher = try watcher(broker)
            watcher.start()
            try watcher.waitUntilReady(timeoutSeconds: 10)
        }()
        // Its identity is free again: another one takes it and stays.
        let other = try watcher(broker)
        other.start()
        try other.waitUntilReady(timeoutSeconds: 10)
        other.stop()
    }

    @Test func `an alert sent while a persistent watcher is away is not lost`() async throws {
        let broker = try PrivateBroker()
        let first = try watcher(broker, isPersistent: true)
        first.start()
        try first.waitUntilReady(timeoutSeconds: 10)
        first.stop()
        let engine = try Publisher(broker)
        try engine.publish(
            .alert(MapFixture.region), WireEncoder.bytes(of: RegionViewTests.alert, epoch: 1))
        engine.flush()
        let second = try watcher(broker, isPersistent: true)
        var events = second.events.makeAsyncIterator()
        second.start()
        let alert = await next(&events) { event in
            if case .alert = event { true } else { false }
        }
        #expect(alert == .alert(RegionViewTests.alert))
        second.stop()
        engine.session.stop()
    }

    @Test func `exact topics alone give the map at once, and its changes`() async throws {
        let broker = try PrivateBroker()
        let engine = try Publisher(broker)
        var fixture = MapFixture()
        try engine.publish(fixture)
        engine.flush()
        let watcher = try watcher(
            broker,
            interests: RegionInterests(
                maps: .exactly([MapFixture.key]), alerts: false, interferers: false, health: false))
        var events = watcher.events.makeAsyncIterator()
        watcher.start()
        func isChange(_ event: RegionEvent) -> Bool {
            if case .map(.mapChanged) = event { true } else { false }
        }
        #expect(await next(&events, where: isChange) != nil)
        #expect(MapAssemblerTests.agrees(watcher.view.maps.map(MapFixture.key), with: fixture.map))
        let changed = fixture.change(Grid.Cell(x: 1, y: 1, z: 0), to: -40)
        try engine.publish(fixture, only: [changed])
        #expect(await next(&events, where: isChange) != nil)
        #expect(MapAssemblerTests.agrees(watcher.view.maps.map(MapFixture.key), with: fixture.map))
        watcher.stop()
        #expect(await next(&events) { _ in false } == nil)
        engine.session.stop()
    }

    @Test func `interests become filters`() {
        let region = MapFixture.region
        #expect(
            RegionInterests().filters(of: region) == [
                "spectrum/v1/out/campus/map/#",
                "spectrum/v1/out/campus/alert", "spectrum/v1/out/campus/interferer/+",
                "spectrum/v1/out/campus/health",
            ])
        let exact = RegionInterests(
            maps: .exactly([MapFixture.key]), alerts: false, interferers: false, health: false)
        #expect(exact.filters(of: region) == ["spectrum/v1/out/campus/map/iss/b2412/head"])
        let few = RegionInterests(
            maps: .only([MapFixture.key]), alerts: false, interferers: false, health: false,
            spectra: true)
        #expect(
            few.filters(of: region) == [
                "spectrum/v1/out/campus/map/iss/b2412/#",
                "spectrum/v1/out/campus/spectrum/+",
            ])
    }
}
