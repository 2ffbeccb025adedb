import Engine
import Model
import Numerics
import Testing

extension IntegrationTests {
    /// The order of arrival leaves no trace, and neither does a snapshot.
    @Suite struct OrderTests {
        private static let flight = Flight(seed: 7, seconds: 60)

        /// Frames in an order in which each may overtake others by less than the lateness.
        private static func shuffled(seed: UInt64) -> [RssFrame] {
            let delayMax = flight.engine.allowedLatenessSeconds - Flight.frameSeconds
            var generator = SeededGenerator(seed: seed)
            return flight.frames
                .map { ($0.time.advanced(bySeconds: delayMax * generator.uniform()), $0) }
                .sorted { ($0.0, $0.1.sensor) < ($1.0, $1.1.sensor) }
                .map(\.1)
        }

        private static func facts(
            of frames: [RssFrame], restoringEvery count: Int = .max
        ) throws -> RegionFacts {
            var direct = try DirectEngine(flight.engine)
            for birth in flight.births { try direct.take(.birth(birth)) }
            for (position, frame) in frames.enumerated() {
                try direct.take(frame)
                if (position + 1) % count == 0 { try direct.restore() }
            }
            try direct.finish(flight.births)
            #expect(direct.engine.counters.latePoints == 0, "all came within the lateness")
            return direct.facts
        }

        private static let inOrder = Result { try facts(of: flight.frames) }

        @Test func `the flight has something to tell`() throws {
            let facts = try Self.inOrder.get()
            #expect(facts.maps.count == 4)
            #expect(facts.alerts.contains { $0.kind == .interfererDetected })
        }

        @Test(arguments: [UInt64](1...4))
        func `any order within the lateness gives the same bytes`(seed: UInt64) throws {
            let frames = Self.shuffled(seed: seed)
            #expect(frames.map(\.time) != Self.flight.frames.map(\.time))
            let facts = try Self.facts(of: frames)
            let difference = facts.difference(from: try Self.inOrder.get())
            #expect(difference == nil)
        }

        @Test func `snapshots on the way change nothing`() throws {
            let facts = try Self.facts(of: Self.shuffled(seed: 9), restoringEvery: 23)
            #expect(facts.difference(from: try Self.inOrder.get()) == nil)
        }
    }
}
