import Foundation
import MQTT
import Model
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// An operator at the command line, beside an engine that runs, is killed and comes back.
    @Suite struct OperatorTests {
        private static let region: RegionID = "test"

        /// Runs the program to its end.
        ///
        /// - Returns: its status, and its output as JSON.
        private func ethermap(
            _ arguments: [String], _ configuration: ServiceConfiguration
        ) throws -> (status: Int32, json: Any?) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(EngineProcess.program))
            process.arguments =
                arguments + ["--json", "--state-dir", configuration.store.directory]
            process.environment = ["PATH": "/usr/bin:/bin"]
            let output = Pipe()
            process.standardOutput = output
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return (process.terminationStatus, try? JSONSerialization.jsonObject(with: data))
        }

        private func state(
            _ arguments: [String], _ configuration: ServiceConfiguration
        ) throws
            -> String?
        {
            let (status, json) = try ethermap(arguments, configuration)
            #expect(status == 0, "\(arguments)")
            return (json as? [String: Any])?["state"] as? String
        }

        /// The known emitters' names and whether the engine has them.
        private func known(_ configuration: ServiceConfiguration) throws -> [String: String] {
            let items = try ethermap(["interferers", "known", "list"], configuration).json
            return (items as? [[String: Any]] ?? []).reduce(into: [:]) { known, item in
                known[item["name"] as? String ?? ""] = item["state"] as? String
            }
        }

        private func add(_ name: String, to flight: Flight) -> [String] {
            let origin = flight.scenario.region.grid.origin
            return [
                "interferers", "known", "add", "--name", name, "--band", "b2440",
                "--lat", "\(origin.latitudeDegrees)", "--lon", "\(origin.longitudeDegrees)",
                "--radius", "5",
            ]
        }

        @Test func `what an operator says is taken at once, kept over kills, and mutes`() throws {
            let flight = Flight(seed: 7, seconds: 30)
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            var configuration = flight.service(at: broker, state: folder.file("state"))
            // Without stations of one's own whoever transmits is an interferer, and here the least
            // sign of one is enough: this is about what becomes of its alerts.
            configuration.engine.region.groundStations = []
            configuration.engine.detection.motion = "driving"
            configuration.engine.tracking.confirmationConfidence = 0
            configuration.engine.tracking.confirmationHits = 1
            configuration.engine.tracking.confirmationPatienceSeconds = 0
            let listener = try Listener(at: broker, [Topic.allOutputs(of: Self.region)])
            var engine = try EngineProcess(configuration, in: folder, name: "engine")
            #expect(waits(20) { engine.log.contains("frames are coming") }, "\(engine.log)")

            #expect(try state(add("first", to: flight), configuration) == "taken")
            let origin = flight.scenario.region.grid.origin
            let place = "\(origin.latitudeDegrees),\(origin.longitudeDegrees)"
            let mute = ["alerts", "mute", "--near", place, "--radius", "50000", "--for", "2d"]
            #expect(try state(mute, configuration) == "taken")
            engine.kill()

            #expect(try state(add("second", to: flight), configuration) == "waiting")
            #expect(try known(configuration) == ["first": "taken", "second": "waiting"])
            engine = try EngineProcess(configuration, in: folder, name: "engine")
            let isTaken = try waits(20) {
                try known(configuration) == ["first": "taken", "second": "taken"]
            }
            #expect(isTaken, "\(engine.log)")

            try flight.fly(at: broker)
            let isSettled = waits(30) {
                let counters = listener.counters
                return counters["sensors_online"] == 0
                    && counters["sensors_known"] == Double(flight.births.count)
                    && counters["windows_waiting"] == 0 && counters["inputs_waiting"] == 0
            }
            #expect(isSettled, "\(listener.counters)")
            let reader = try StoreReader(configuration.store.path)
            let alerts = try reader.alerts(limit: 1_000).filter { $0.interferer != nil }
            #expect(alerts.contains { $0.kind == .interfererDetected })
            let annotations = try reader.annotations(of: alerts.map(\.id))
            #expect(annotations.values.allSatisfy { $0.mutedBy?.hasPrefix("near-") == true })
            #expect(listener.alerts.filter { $0.interferer != nil }.isEmpty, "none was sent")
            let hasState = listener.all.contains { message in
                if case .interferer = Topic(message.topic) {
                    !message.payload.isEmpty
                } else {
                    false
                }
            }
            #expect(hasState, "what is known of it is published as ever")
            let id = try #require(alerts.first?.id)
            #expect(
                try state(["alerts", "ack", id, "--note", "seen"], configuration) == "taken")

            // A restart from snapshot and journal comes to the same, with all that was said.
            engine.kill()
            let facts = try RegionFacts(store: reader)
            engine = try EngineProcess(configuration, in: folder, name: "engine")
            #expect(waits(20) { (listener.counters["epoch"] ?? 0) >= 3 }, "\(engine.log)")
            #expect(try known(configuration) == ["first": "taken", "second": "taken"])
            #expect(engine.terminate() == 0)
            #expect(try RegionFacts(store: reader).difference(from: facts) == nil)
            #expect(try reader.mutes().count == 1)
            #expect(try reader.annotations(of: [id])[id]?.acknowledgement?.value == "seen")
            #expect(try reader.check().findings == [])
        }
    }
}
