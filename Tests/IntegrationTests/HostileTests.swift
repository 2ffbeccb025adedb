import Engine
import Foundation
import MQTT
import Model
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// Ten thousand messages of ill will beside one honest sensor.
    @Suite struct HostileTests {
        static let hostileCount = 10_000
        private static let flight = Flight(seed: 5, seconds: 30, uavCount: 1)

        private struct Run {
            var facts: RegionFacts
            var counters: [String: Double]
            var rejections: [RejectionReason: UInt64]
            var quarantineRows: Int
            var quarantineBytes: Int64
            var acks: [SensorAck]
            var grownBytes: Int
            var expected: [RejectionReason: UInt64] = [:]
            var sent = 0
        }

        @Test func `hostile messages are counted with their reasons and touch nothing`() throws {
            let calm = try Self.fly(hostileCount: 0)
            let rough = try Self.fly(hostileCount: Self.hostileCount)

            // Everything that was sent is accounted for.
            let names = [
                "frames_accepted", "control_messages_accepted", "frames_duplicate",
                "frames_rejected",
            ]
            let accounted = names.reduce(0) { $0 + (rough.counters[$1] ?? 0) }
            #expect(Int(accounted) == rough.sent)
            #expect(
                rough.rejections.values.reduce(0, +)
                    == UInt64(rough.counters["frames_rejected"] ?? 0))
            for (reason, count) in rough.expected {
                #expect(rough.rejections[reason] ?? 0 >= count, "\(reason)")
            }
            #expect(rough.counters["frames_accepted"] == calm.counters["frames_accepted"])
            #expect((rough.counters["frames_duplicate"] ?? 0) > 0)

            // The honest sensor's maps are as if nothing had happened.
            #expect(calm.facts.maps.count == 4)
            var (theirs, ours) = (rough.facts, calm.facts)
            let raised = Set(theirs.alerts.map(\.kind))
            #expect(raised.isSuperset(of: [.sensorRejected, .dataGap]))
            theirs.alerts.removeAll { $0.interferer == nil }
            ours.alerts.removeAll { $0.interferer == nil }
            #expect(theirs.difference(from: ours) == nil)

            // What is kept is bounded, what is answered has reasons.
            #expect(rough.quarantineRows <= 500)
            #expect(rough.quarantineRows > 0)
            #expect(rough.quarantineBytes <= 1 << 20)
            #expect(rough.grownBytes < 256 << 20, "\(rough.grownBytes >> 20) MiB")
            let answers = Set(rough.acks.flatMap { $0.rejections.map(\.reason) })
            #expect(answers.isSuperset(of: [.unknownBand, .powerRange, .outsideRegion]))
            #expect(rough.acks.allSatisfy { $0.rejections.count <= SensorAck.rejectionCountMax })
        }

        private static func fly(hostileCount: Int) throws -> Run {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            var configuration = flight.service(at: broker, state: folder.file("state"))
            configuration.engine.intake.requireChecksum = true
            // Gaps are given up while the traffic runs.
            configuration.engine.intake.gapTimeoutSeconds = 0.3
            configuration.store.configuration.quarantineRowsMax = 500
            configuration.store.configuration.quarantineBytesMax = 1 << 20
            let engine = try RunningEngine.ready(configuration)
            let before = residentBytes()
            let bus = try Listener(at: broker, [Topic.allAcks(of: "test")])
            let (expected, sent) = try send(hostileCount, on: bus)
            #expect(bus.flush())
            let isTaken = waits(40) {
                let counters = engine.service.counters
                let names = [
                    "frames_accepted", "control_messages_accepted", "frames_duplicate",
                    "frames_rejected",
                ]
                return Int(names.reduce(0) { $0 + (counters[$1] ?? 0) }) >= sent
            }
            #expect(isTaken, "the engine took everything: \(engine.service.counters)")
            // Long enough for every gap to be given up.
            Thread.sleep(forTimeInterval: hostileCount > 0 ? 1 : 0)
            #expect(engine.reason == nil, "the engine lives")
            #expect(engine.service.waitUntilSettled(timeoutSeconds: 20))
            let grown = residentBytes() - before
            let acks = bus.all.compactMap { try? WireDecoder().sensorAck($0.payload) }
            let counters = engine.service.counters
            let rejections = engine.service.rejections
            engine.stop()
            let reader = try StoreReader(configuration.store.path)
            #expect(try reader.check().findings == [])
            let kept = try reader.counters()
            return Run(
                facts: try RegionFacts(store: reader), counters: counters, rejections: rejections,
                quarantineRows: kept.quarantineRows, quarantineBytes: kept.quarantineBytes,
                acks: acks, grownBytes: grown, expected: expected, sent: sent)
        }

        /// Sends the honest frames, evenly among the hostile messages, each third one twice.
        private static func send(
            _ hostileCount: Int, on bus: Listener
        ) throws -> (expected: [RejectionReason: UInt64], sent: Int) {
            let honest = try #require(flight.births.first)
            var traffic = HostileTraffic(flight: flight, seed: 3, now: WallClock.now())
            var expected: [RejectionReason: UInt64] = [:]
            var sent = 0
            func publish(_ topic: Topic, _ payload: [UInt8]) throws {
                try bus.publish(topic.text, payload)
                sent += 1
            }
            try publish(.birth("test", honest.sensor), WireEncoder.bytes(of: honest))
            for (span, frames) in flight.spans.enumerated() {
                let share =
                    hostileCount * (span + 1) / flight.spans.count
                    - hostileCount * span / flight.spans.count
                for _ in 0..<share {
                    let message = traffic.next()
                    try bus.publish(message.topic, message.payload)
                    sent += 1
                    if let reason = message.reason { expected[reason, default: 0] += 1 }
                }
                for frame in frames {
                    let payload = WireEncoder.bytes(of: frame)
                    try publish(.rss("test", honest.sensor), payload)
                    if span % 3 == 0 { try publish(.rss("test", honest.sensor), payload) }
                }
            }
            try publish(.rss("test", honest.sensor), WireEncoder.bytes(of: try closing()))
            return (expected, sent)
        }

        /// A last frame, outside the grid and long after the others: every tick closes.
        private static func closing() throws -> RssFrame {
            var frame = try #require(flight.spans.last?.first)
            frame.sequence += 1
            frame.time = frame.time.advanced(bySeconds: 30)
            frame.timeOffsetsMicroseconds = []
            let outside = flight.scenario.localFrame.geodetic(
                of: LocalPosition(eastMetres: -20, northMetres: -20, upMetres: 60))
            frame.latitudesDegrees = [outside.latitudeDegrees]
            frame.longitudesDegrees = [outside.longitudeDegrees]
            frame.altitudesMetres = [Float(outside.altitudeMetres)]
            frame.horizontalAccuraciesMetres = []
            frame.rssDbm = [-90]
            return frame
        }

        private static func residentBytes() -> Int {
            let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return pages * 4_096
        }
    }
}
