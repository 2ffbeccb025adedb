import Engine
import Model
import Numerics
import Testing

extension IntegrationTests {
    /// The order of arrival leaves no trace, and neither does a snapshot.
    @Suite struct OrderTests {
        private static let flight = Flight(seed: 7, seconds: 60, hasTwin: true)
        /// Two bands, one without a station, two levels, sensors on the ground as well.
        private static let mixed = Flight(
            seed: 3, seconds: 20, uavCount: 3, groundCount: 3, cellCount: 24,
            bands: ["b2440", "b5800"], zLevelsMetres: [5, 60], hasTwin: true)

        /// Frames in an order in which each may overtake others by less than the lateness.
        private static func shuffled(_ flight: Flight, seed: UInt64) -> [RssFrame] {
            let delayMax = flight.engine.allowedLatenessSeconds - Flight.frameSeconds
            var generator = SeededGenerator(seed: seed)
            return flight.frames
                .map { ($0.time.advanced(bySeconds: delayMax * generator.uniform()), $0) }
                .sorted { ($0.0, $0.1.sensor) < ($1.0, $1.1.sensor) }
                .map(\.1)
        }

        private static func facts(
            _ flight: Flight, of frames: [RssFrame], restoringEvery count: Int = .max
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

        private static let inOrder = Result { try facts(flight, of: flight.frames) }

        @Test func `the flight has something to tell`() throws {
            let facts = try Self.inOrder.get()
            #expect(facts.maps.count == 4)
            #expect(facts.alerts.contains { $0.kind == .interfererDetected })
        }

        @Test(arguments: [UInt64](1...3))
        func `any order within the lateness gives the same bytes`(seed: UInt64) throws {
            let frames = Self.shuffled(Self.flight, seed: seed)
            #expect(frames.map(\.time) != Self.flight.frames.map(\.time))
            let facts = try Self.facts(Self.flight, of: frames)
            let difference = facts.difference(from: try Self.inOrder.get())
            #expect(difference == nil)
        }

        @Test func `snapshots on the way change nothing`() throws {
            let frames = Self.shuffled(Self.flight, seed: 9)
            let facts = try Self.facts(Self.flight, of: frames, restoringEvery: 23)
            #expect(facts.difference(from: try Self.inOrder.get()) == nil)
        }

        @Test(arguments: [UInt64](1...2))
        func `bands, levels and ground sensors leave no trace of order either`(
            seed: UInt64
        ) throws {
            let expected = try Self.facts(Self.mixed, of: Self.mixed.frames)
            #expect(expected.maps.count == 5)
            let frames = Self.shuffled(Self.mixed, seed: seed)
            let facts = try Self.facts(Self.mixed, of: frames, restoringEvery: 19)
            #expect(facts.difference(from: expected) == nil)
        }
    }
}
