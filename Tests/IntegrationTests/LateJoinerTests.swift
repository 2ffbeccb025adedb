import EthermapClient
import Foundation
import Geometry
import MQTT
import Model
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// Whoever comes after the flight has the same maps as the store and the engine.
    @Suite struct LateJoinerTests {
        private static let flight = Flight(seed: 7, seconds: 60)

        @Test func `who joins late gets whole maps at once and no old alert`() async throws {
            let flight = Self.flight
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let configuration = flight.service(at: broker, state: folder.file("state"))
            let engine = try RunningEngine.ready(configuration)
            try flight.fly(at: broker)
            #expect(engine.service.waitUntilSettled(timeoutSeconds: 30))

            let watcher = try RegionWatcher(
                region: "test",
                connection: MQTTConnectionOptions(port: broker.port, clientID: "late"))
            watcher.start()
            try watcher.waitUntilReady(timeoutSeconds: 10)
            #expect(waits(5) { watcher.view.maps.maps.count == 4 }, "whole maps, at once")
            engine.stop()
            #expect(waits(5) { watcher.view.health?.status == .stopped })
            let view = watcher.view
            watcher.stop()

            let reader = try StoreReader(configuration.store.path)
            let listed = try reader.maps()
            #expect(Set(listed.map(\.key.product)) == [.rss, .dss, .iss, .sinr])
            for listing in listed {
                let stored = try #require(try reader.map(listing.key))
                let shown = try #require(view.maps.map(listing.key))
                #expect(shown.revision == stored.revision)
                #expect(shown.validTime == stored.validTime)
                try Self.compare(shown, with: stored)
            }
            #expect(try reader.interferers() == view.interferers)
            #expect(!view.interferers.isEmpty)
            #expect(!(try reader.alerts()).isEmpty)
            var alerts: [Alert] = []
            for await event in watcher.events {
                if case .alert(let alert) = event { alerts.append(alert) }
            }
            #expect(alerts == [], "events are not retained")

            // The store holds what an engine makes of the same frames without bus and store.
            var direct = try DirectEngine(flight.engine)
            for birth in flight.births { try direct.take(.birth(birth)) }
            for frame in flight.frames { try direct.take(frame) }
            try direct.finish(flight.births)
            let facts = try RegionFacts(store: reader)
            #expect(direct.facts.maps == facts.maps)
            #expect(direct.facts.alerts == facts.alerts)
        }

        /// Every cell, rounded as the bus rounds, and every flown point within 0.01 dB.
        private static func compare(_ shown: AssembledMap, with stored: RadioMap) throws {
            let quantisation = TileQuantisation(unit: stored.key.product.unit)
            let wrong = stored.values.indices.filter { cell in
                let value = quantisation.value(
                    ofCode: quantisation.code(ofValue: stored.values[cell]))
                let deviation = TileQuantisation.standardDeviationDb(
                    ofCode: TileQuantisation.code(
                        ofStandardDeviationDb: stored.standardDeviationsDb[cell]))
                return value.bitPattern != shown.values[cell].bitPattern
                    || deviation.bitPattern != shown.standardDeviationsDb[cell].bitPattern
            }
            #expect(wrong.isEmpty, "\(stored.key): \(wrong.count) cells")
            let frame = LocalFrame(origin: stored.grid.origin)
            for flown in flight.frames.suffix(40) {
                let place = GeodeticPosition(
                    latitudeDegrees: flown.latitudesDegrees[0],
                    longitudeDegrees: flown.longitudesDegrees[0],
                    altitudeMetres: Double(flown.altitudesMetres[0]))
                guard let cell = stored.grid.cell(holding: frame.local(of: place)) else { continue }
                let value = try #require(shown.value(at: place))
                #expect(abs(value - stored.values[stored.grid.index(of: cell)]) <= 0.01)
            }
        }
    }
}
