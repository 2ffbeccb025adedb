import Model
import Testing
import Wire

@testable import EthermapClient

@Suite struct RegionViewTests {
    let decoder = WireDecoder()
    let fixture = MapFixture()

    static let interferer = InterfererState(
        id: "in-1", phase: .active, band: "b2412",
        position: GeodeticPosition(
            latitudeDegrees: 48.1, longitudeDegrees: 11.5, altitudeMetres: 520),
        covarianceSquareMetres: [9, 0, 0, 0, 9, 0, 0, 0, 9], ce90Metres: 7, eirpDbm: 20,
        confidence: 0.9, firstSeen: .zero, lastSeen: .zero, sensorCount: 2, sampleCount: 30,
        peakAboveBackgroundDb: 11, mapRevision: 1)
    static let alert = Alert(
        id: "a-1", kind: .interfererDetected, region: MapFixture.region, time: .zero,
        interferer: interferer, message: "found")

    /// The region's retained maps as messages.
    private var retained: [(Topic, [UInt8])] {
        [(.mapHead(MapFixture.region, MapFixture.key), WireEncoder.bytes(of: fixture.head))]
            + fixture.tiles.map {
                (
                    .mapTile(MapFixture.region, MapFixture.key, $0.address),
                    WireEncoder.bytes(of: $0)
                )
            }
    }

    private func receive(
        _ topic: Topic, _ payload: [UInt8], in view: inout RegionView
    ) -> [RegionEvent] {
        view.receive(topic: topic.text, payload: payload, by: decoder)
    }

    @Test func `who joins late has the map from what the broker kept`() {
        for messages in [retained, retained.reversed()] {
            var view = RegionView(region: MapFixture.region)
            for (topic, payload) in messages { _ = receive(topic, payload, in: &view) }
            #expect(
                MapAssemblerTests.agrees(view.maps.map(MapFixture.key), with: fixture.map))
            #expect(view.discards.total == 0)
        }
    }

    @Test func `an alert is handed on once`() {
        var view = RegionView(region: MapFixture.region)
        let payload = WireEncoder.bytes(of: Self.alert, epoch: 1)
        #expect(
            receive(.alert(MapFixture.region), payload, in: &view)
                == [.epochRaised(1), .alert(Self.alert)])
        #expect(receive(.alert(MapFixture.region), payload, in: &view).isEmpty)
        // The same alert from the outbox of the engine's next life.
        let again = WireEncoder.bytes(of: Self.alert, epoch: 2)
        #expect(receive(.alert(MapFixture.region), again, in: &view) == [.epochRaised(2)])
        #expect(view.discards[.duplicate] == 2)
    }

    @Test func `an interferer comes, changes and goes`() {
        var view = RegionView(region: MapFixture.region)
        let topic = Topic.interferer(MapFixture.region, "in-1")
        _ = receive(topic, WireEncoder.bytes(of: Self.interferer, epoch: 1), in: &view)
        #expect(view.interferers == [Self.interferer])
        var moved = Self.interferer
        moved.lastSeen = UnixTime(seconds: 5)
        #expect(
            receive(topic, WireEncoder.bytes(of: moved, epoch: 1), in: &view)
                == [.interferer(moved)])
        #expect(receive(topic, WireEncoder.bytes(of: moved, epoch: 1), in: &view).isEmpty)
        #expect(receive(topic, [], in: &view) == [.interfererGone("in-1")])
        #expect(receive(topic, [], in: &view).isEmpty)
        #expect(view.interferers.isEmpty)
    }

    @Test func `health is the engine's last word, and owners fence`() {
        var view = RegionView(region: MapFixture.region)
        let health = EngineHealth(
            region: MapFixture.region, engine: "e", epoch: 3, status: .running,
            counters: ["frames": 1])
        #expect(
            receive(.health(MapFixture.region), WireEncoder.bytes(of: health), in: &view)
                == [.epochRaised(3), .health(health)])
        let owner = EngineOwner(region: MapFixture.region, engine: "f", epoch: 4)
        #expect(
            receive(.owner(MapFixture.region), WireEncoder.bytes(of: owner), in: &view)
                == [.epochRaised(4)])
        var late = health
        late.status = .stopped
        #expect(
            receive(.health(MapFixture.region), WireEncoder.bytes(of: late), in: &view).isEmpty)
        #expect(view.health == health)
        #expect(view.discards[.staleEpoch] == 1)
    }

    @Test func `a spectrum is handed on`() {
        let estimate = SpectrumEstimate(
            sensor: "uav-1", time: .zero, epoch: 0, firstFrequencyHz: 1, binWidthHz: 1,
            psdDbmPerHz: [1], occupied: [true], thresholdsDbmPerHz: [0], method: "somp",
            iterations: 1, residual: 0, isWarmStart: false)
        var view = RegionView(region: MapFixture.region)
        let bytes = WireEncoder.bytes(of: estimate)
        #expect(
            receive(.spectrum(MapFixture.region, "uav-1"), bytes, in: &view)
                == [.spectrum(estimate)])
        #expect(receive(.spectrum(MapFixture.region, "uav-2"), bytes, in: &view).isEmpty)
        #expect(view.discards[.topicMismatch] == 1)
    }

    @Test func `a deleted head removes the map`() {
        var view = RegionView(region: MapFixture.region)
        for (topic, payload) in retained { _ = receive(topic, payload, in: &view) }
        #expect(
            receive(.mapHead(MapFixture.region, MapFixture.key), [], in: &view)
                == [.map(.mapRemoved(MapFixture.key))])
    }

    @Test func `other regions, other topics and foreign bytes are counted with reasons`() {
        var view = RegionView(region: MapFixture.region)
        _ = view.receive(topic: "spectrum/v2/out/campus/alert", payload: [1], by: decoder)
        _ = receive(.alert("elsewhere"), [1], in: &view)
        let head = Topic.mapHead(MapFixture.region, MapFixture.key)
        let events = receive(head, [0xFF, 0xFF], in: &view)
        guard case .refused(let topic, let error) = events.first else {
            Issue.record("not refused")
            return
        }
        #expect(topic == head.text)
        #expect(error.reason == .malformed)
        let other = Topic.interferer(MapFixture.region, "in-2")
        _ = receive(other, WireEncoder.bytes(of: Self.interferer, epoch: 1), in: &view)
        #expect(view.discards[.unknownTopic] == 1)
        #expect(view.discards[.topicMismatch] == 2)
        #expect(view.discards[.refused] == 1)
        #expect(view.discards.refusals == [.malformed: 1])
        #expect(view.interferers.isEmpty)
        // What a sensor says is none of a reader's business, and no error.
        #expect(receive(.rss(MapFixture.region, "uav-1"), [0xFF], in: &view).isEmpty)
    }

    @Test func `mutated messages never stop the view or spoil its map`() {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var view = RegionView(region: MapFixture.region)
        for _ in 0..<4_000 {
            let (topic, original) = retained[random(5)]
            var payload = original
            // The beginning, where the sizes are.
            for _ in 0...random(3) { payload[random(min(payload.count, 150))] = UInt8(random(256)) }
            _ = receive(topic, payload, in: &view)
        }
        for map in view.maps.maps { #expect(map.values.count == map.grid.cellCount) }
    }
}
