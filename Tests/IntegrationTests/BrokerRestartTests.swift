import EthermapClient
import EthermapSensor
import Foundation
import MQTT
import Model
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// A broker without persistence dies and comes back with nothing, twice, in full flow.
    @Suite struct BrokerRestartTests {
        private static let flight = Flight(seed: 7, seconds: 40)

        @Test(arguments: [false, true])
        func `a broker that loses everything costs no frame`(isKilled: Bool) throws {
            let flight = Self.flight
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let configuration = flight.service(at: broker, state: folder.file("state"))
            let engine = try RunningEngine.ready(configuration)
            let clients = try flight.clients(at: broker) { _, _ in }
            for client in clients {
                client.start()
                try client.waitUntilReady(timeoutSeconds: 10)
            }
            let sender = Sender(flight: flight, clients: clients)
            sender.start(spanSeconds: 0.05)
            for spanCount in [20, 45] {
                #expect(waits { sender.spanCount >= spanCount })
                if isKilled { broker.kill() } else { broker.stop() }
                Thread.sleep(forTimeInterval: 0.2)
                try broker.start()
            }
            sender.wait()
            for client in clients { #expect(client.finish(timeoutSeconds: 30)) }
            #expect(engine.service.waitUntilSettled(timeoutSeconds: 30))
            #expect(engine.reason == nil)
            #expect(waits { engine.service.counters["messages_waiting"] == 0 })

            // Everything that is state is on the bus again.
            let watcher = try RegionWatcher(
                region: "test",
                connection: MQTTConnectionOptions(port: broker.port, clientID: "late"))
            watcher.start()
            try watcher.waitUntilReady(timeoutSeconds: 10)
            #expect(waits(10) { watcher.view.maps.maps.count == 4 })
            #expect(waits(10) { watcher.view.health?.status == .running })
            let bus = try Listener(
                at: broker, [Topic.allAcks(of: "test"), Topic.owner("test").text])
            #expect(
                waits(10) {
                    flight.births.allSatisfy { bus.acknowledgement(of: $0.sensor) != nil }
                })
            #expect(waits(10) { bus.all.contains { $0.topic == Topic.owner("test").text } })
            engine.stop()
            let view = watcher.view
            watcher.stop()

            let reader = try StoreReader(configuration.store.path)
            for listing in try reader.maps() {
                #expect(view.maps.map(listing.key)?.revision == listing.revision)
            }
            let journal = try JournalCounts(configuration)
            for birth in flight.births {
                let rows = journal.sequences[birth.sensor] ?? [:]
                #expect(Set(rows.keys) == Set(1...UInt64(flight.spans.count)))
                #expect(rows.values.allSatisfy { $0 == 1 })
            }
            let gaps = try reader.alerts(kind: .dataGap)
            #expect(gaps.count == 2, "one for each lost session: \(gaps.map(\.id))")
            #expect(gaps.allSatisfy { $0.sensor == nil })
            #expect(journal.unpublishedAlerts == [])
            #expect(try reader.check().findings == [])
        }
    }
}
