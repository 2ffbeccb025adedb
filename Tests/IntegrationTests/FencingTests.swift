import EthermapClient
import Foundation
import MQTT
import Model
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// Only one engine at a time speaks for a region.
    @Suite struct FencingTests {
        private static let flight = Flight(seed: 5, seconds: 1, uavCount: 1)

        @Test func `the later of two engines takes the region, the earlier one stops`() async throws
        {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let watcher = try RegionWatcher(
                region: "test",
                connection: MQTTConnectionOptions(port: broker.port, clientID: "watcher"))
            watcher.start()
            try watcher.waitUntilReady(timeoutSeconds: 10)
            let first = try RunningEngine.ready(
                Self.flight.service(at: broker, state: folder.file("first")))
            #expect(waits { watcher.view.health?.status == .running })
            let firstEpoch = watcher.view.epoch
            #expect(firstEpoch == 1)

            let second = try RunningEngine.ready(
                Self.flight.service(at: broker, state: folder.file("second")))
            #expect(waits { first.reason != nil }, "the first one stops by itself")
            guard case .superseded(let owner)? = first.reason else {
                Issue.record("it ended because of \(String(describing: first.reason))")
                return
            }
            #expect(owner.epoch == 2)
            #expect(second.reason == nil)
            #expect(second.service.counters["epoch"] == 2)
            #expect(waits { watcher.view.epoch == 2 && watcher.view.health?.epoch == 2 })
            #expect(
                waits { watcher.view.health?.status == .running },
                "no farewell of the first one lies over the second's health")

            // What an engine of the past still says is passed over.
            let ghost = try Listener(at: broker, [], as: "ghost")
            let alert = Alert(
                id: "test/ghost", kind: .sensorLost, region: "test", time: Flight.start,
                sensor: "uav-1", message: "a ghost speaks")
            let before = watcher.view.discards[.staleEpoch]
            try ghost.publish(Topic.alert("test").text, WireEncoder.bytes(of: alert, epoch: 1))
            #expect(ghost.flush())
            #expect(waits { watcher.view.discards[.staleEpoch] > before })

            guard case .requested? = second.stop() else {
                Issue.record("the second one ends when it is told")
                return
            }
            watcher.stop()
            var alerts: [Alert] = []
            for await event in watcher.events {
                if case .alert(let alert) = event { alerts.append(alert) }
            }
            #expect(alerts == [])
        }

        @Test func `an engine that comes back after another takes the region again`() throws {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let bus = try Listener(at: broker, [Topic.owner("test").text])
            func owners() -> [EngineOwner] {
                bus.all.compactMap { try? WireDecoder().engineOwner($0.payload) }
            }
            var identities: [String] = []
            for (state, epoch) in zip(["a", "a", "b", "a"], UInt64(1)...) {
                let engine = try RunningEngine.ready(
                    Self.flight.service(at: broker, state: folder.file(state)))
                #expect(waits { owners().last?.epoch == epoch }, "\(owners())")
                identities.append(owners().last?.engine ?? "")
                engine.stop()
            }
            #expect(identities[0] == identities[1])
            #expect(identities[0] == identities[3])
            #expect(identities[0] != identities[2])
        }

        @Test func `a state directory is one engine's`() throws {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let configuration = Self.flight.service(at: broker, state: folder.file("state"))
            let engine = try RunningEngine.ready(configuration)
            #expect(throws: (any Error).self) { try RunningEngine(configuration) }
            #expect(engine.reason == nil)
            engine.stop()
            let again = try RunningEngine.ready(configuration)
            #expect(again.service.counters["epoch"] == 2)
            again.stop()
        }
    }
}
