import EthermapClient
import EthermapSensor
import Foundation
import MQTT
import Model
import Numerics
import Service
import Store
import Synchronization
import Testing
import Wire

extension IntegrationTests {
    /// The engine is killed without a warning while frames keep coming.
    @Suite struct KillTests {
        static let killCount = 20
        private static let flight = Flight(seed: 7, seconds: 90, hasTwin: true)
        private static let region: RegionID = "test"
        /// Another one can be tried without building anew.
        private static let seed =
            ProcessInfo.processInfo.environment["ETHERMAP_KILL_SEED"].flatMap(UInt64.init) ?? 11

        /// One run of the flight through a broker into an engine of its own.
        private struct Run {
            var facts: RegionFacts
            /// How often each sensor's sequences stand in the journal.
            var journal: [SensorID: [UInt64: Int]]
            /// The greatest sequence that each sensor saw acknowledged.
            var acknowledged: [SensorID: UInt64]
            var sent: [SensorID: UInt64]
            var report: StoreCheckReport
            /// Alerts as the bus brought them, repetitions and all, and as a watcher told them.
            var heard: [String]
            var told: [String]
            var epoch: UInt64
            /// What the operator had said before the first start, as the store tells it.
            var said: [String]
            /// Spans of the flight that had been sent at each kill.
            var kills: [Int] = []
            /// The last committed round at each kill.
            var roundsAtKills: [UInt64?] = []
        }

        @Test func `twenty kills in full flow leave no trace`() async throws {
            let calm = try await Self.fly(kills: 0)
            let rough = try await Self.fly(kills: Self.killCount)

            #expect(rough.kills.count == Self.killCount)
            let last = try #require(rough.kills.last)
            #expect(last < Self.flight.spans.count, "the last kill came in full flow")
            #expect(rough.epoch > UInt64(Self.killCount / 2), "most starts got as far as an epoch")
            #expect(Set(rough.roundsAtKills).count > Self.killCount / 2, "it got on in between")
            for run in [calm, rough] {
                #expect(run.report.findings == [])
                #expect(run.said == ["relay", "near-nobody"])
                for birth in Self.flight.births {
                    let sent = try #require(run.sent[birth.sensor])
                    #expect(sent == UInt64(Self.flight.spans.count))
                    #expect(run.acknowledged[birth.sensor] == sent)
                    let rows = try #require(run.journal[birth.sensor])
                    #expect(Set(rows.keys) == Set(1...sent), "every frame is in the journal")
                    #expect(rows.values.allSatisfy { $0 == 1 }, "once")
                }
            }
            #expect(calm.facts.alerts.contains { $0.kind == .interfererDetected })
            #expect(rough.facts.difference(from: calm.facts) == nil)
            for run in [calm, rough] {
                // The wire may repeat an alert (QoS 1, a kill between send and mark); what a
                // consumer is told it is told once, and nothing is missing.
                #expect(Set(run.heard) == Set(run.facts.alerts.map(\.id)))
                #expect(run.told.sorted() == run.facts.alerts.map(\.id).sorted())
            }
        }

        /// Said before the first start: a place where nobody is, and a mute that its own clock ends.
        private static var commands: [OperatorCommand] {
            let far = GeodeticPosition(
                latitudeDegrees: flight.scenario.region.grid.origin.latitudeDegrees + 0.5,
                longitudeDegrees: flight.scenario.region.grid.origin.longitudeDegrees,
                altitudeMetres: 300)
            let actions: [OperatorCommand.Action] = [
                .addKnownEmitter(KnownEmitter(name: "relay", band: "b2440", position: far)),
                .mute(
                    Mute(
                        key: "near-nobody",
                        subject: .place(far, radiusMetres: 100, band: nil), forSeconds: 20)),
            ]
            return actions.enumerated().map { index, action in
                OperatorCommand(
                    id: "command-\(index)", time: Flight.start, author: "test", action: action)
            }
        }

        private static func fly(kills killCount: Int) async throws -> Run {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            var configuration = flight.service(at: broker, state: folder.file("state"))
            configuration.snapshotIntervalSeconds = 0.3
            let listener = try Listener(
                at: broker, [Topic.allOutputs(of: region), Topic.allAcks(of: region)])
            let watcher = try RegionWatcher(
                region: region,
                connection: MQTTConnectionOptions(port: broker.port, clientID: "watcher"))
            watcher.start()
            try watcher.waitUntilReady(timeoutSeconds: 10)
            let told = Task { () -> [String] in
                var alerts: [String] = []
                for await event in watcher.events {
                    if case .alert(let alert) = event { alerts.append(alert.id) }
                }
                return alerts
            }
            let acknowledged = Mutex<[SensorID: UInt64]>([:])
            let clients = try flight.clients(at: broker) { sensor, event in
                guard case .acknowledged(let through) = event else { return }
                acknowledged.withLock { $0[sensor] = max($0[sensor] ?? 0, through) }
            }
            for command in commands {
                try OperatorInbox(stateDirectory: configuration.store.directory).put(command)
            }
            var engine = try EngineProcess(configuration, in: folder, name: "engine")
            for client in clients {
                client.start()
                try client.waitUntilReady(timeoutSeconds: 10)
            }
            let begun = waits(20) { (listener.counters["epoch"] ?? 0) > 0 }
            #expect(begun, "the engine says that it runs: \(engine.log)")

            let sender = Sender(flight: flight, clients: clients)
            sender.start(spanSeconds: killCount == 0 ? 0.02 : 0.12)
            var generator = SeededGenerator(seed: seed)
            var kills: [Int] = []
            var roundsAtKills: [UInt64?] = []
            for _ in 0..<killCount {
                // From before the engine is up to well into its work.
                try await Task.sleep(for: .seconds(0.1 + 1.1 * generator.uniform()))
                kills.append(sender.spanCount)
                engine.kill()
                roundsAtKills.append(
                    try StoreReader(configuration.store.path).counters().lastRound)
                engine = try EngineProcess(configuration, in: folder, name: "engine")
            }
            sender.hurry()
            sender.wait()
            let isComplete = clients.map { $0.finish(timeoutSeconds: 30) }.allSatisfy { $0 }
            #expect(isComplete, "the engine acknowledged everything: \(engine.log.suffix(2_000))")
            let isSettled = waits(30) {
                let counters = listener.counters
                return counters["sensors_online"] == 0
                    && counters["sensors_known"] == Double(clients.count)
                    && counters["windows_waiting"] == 0 && counters["inputs_waiting"] == 0
            }
            #expect(isSettled, "the engine comes to an end with everything: \(listener.counters)")
            #expect(engine.terminate() == 0)
            watcher.stop()

            let reader = try StoreReader(configuration.store.path)
            var run = Run(
                facts: try RegionFacts(store: reader), journal: [:],
                acknowledged: acknowledged.withLock { $0 },
                sent: Dictionary(
                    uniqueKeysWithValues: zip(flight.births, clients).map {
                        ($0.sensor, $1.statistics.sentCount)
                    }), report: try reader.check(), heard: listener.alerts.map(\.id),
                told: await told.value, epoch: try reader.counters().epoch,
                said: try reader.knownEmitters().map(\.value.name)
                    + reader.mutes().map(\.value.key), kills: kills,
                roundsAtKills: roundsAtKills)
            run.journal = try JournalCounts(configuration).sequences
            return run
        }
    }
}
