import Interference
import Model
import Numerics
import Testing

@testable import Engine

/// What the maps of interference propose to the localiser.
struct MappedEmittersTests {
    private static func emitter(
        _ east: Double, _ north: Double, confidence: Double = 0.6
    ) -> InterferenceEstimate.Emitter {
        InterferenceEstimate.Emitter(
            position: LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5),
            confidence: confidence)
    }

    @Test func `a place is proposed once two maps in succession have found it`() {
        var mapped = MappedEmitters()
        mapped.take([Self.emitter(100, 100)], on: 0, at: Fixture.time(1)) { _ in true }
        #expect(mapped.proposals(at: Fixture.time(1)).isEmpty)
        mapped.take(
            [Self.emitter(106, 100), Self.emitter(300, 20)], on: 0, at: Fixture.time(2)
        ) { _ in true }
        let proposals = mapped.proposals(at: Fixture.time(2))
        #expect(proposals.map(\.position.eastMetres) == [106])
        #expect(proposals.map(\.confidence) == [0.6])
        // Elsewhere: it begins anew.
        mapped.take([Self.emitter(140, 100)], on: 0, at: Fixture.time(3)) { _ in true }
        #expect(mapped.proposals(at: Fixture.time(3)).isEmpty)
    }

    @Test func `a map says nothing of what it does not hold, and memory ends`() {
        var mapped = MappedEmitters()
        for second in 1...2 {
            mapped.take([Self.emitter(100, 100)], on: 0, at: Fixture.time(Double(second))) { _ in
                true
            }
        }
        mapped.take([], on: 0, at: Fixture.time(3)) { $0.eastMetres > 200 }
        mapped.take([], on: 1, at: Fixture.time(3)) { _ in true }
        #expect(mapped.proposals(at: Fixture.time(3)).count == 1)
        #expect(mapped.proposals(at: Fixture.time(7.5)).isEmpty)
        mapped.take([], on: 0, at: Fixture.time(3)) { _ in true }
        #expect(mapped.entries.isEmpty)
    }

    @Test func `their number is bounded, and bytes bring them back`() throws {
        var mapped = MappedEmitters()
        for level in 0..<4 {
            mapped.take(
                (0..<20).map { Self.emitter(100 * Double($0), 0) }, on: level,
                at: Fixture.time(1)
            ) { _ in true }
        }
        #expect(mapped.entries.count == MappedEmitters.countMax)
        var writer = ByteWriter()
        mapped.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try MappedEmitters(from: &reader) == mapped)
        var damaged = writer.bytes
        damaged[12] = 255
        #expect(throws: (any Error).self) {
            var reader = ByteReader(damaged)
            _ = try MappedEmitters(from: &reader)
        }
    }
}
