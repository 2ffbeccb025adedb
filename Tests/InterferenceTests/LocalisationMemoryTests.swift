import Foundation
import Model
import Numerics
import Testing

@testable import Interference

struct LocalisationMemoryTests {
    private let configuration = LocalisationConfiguration()

    private func sample(
        _ east: Double, _ north: Double = 1, at seconds: Double, _ powerDbm: Double = -70,
        sensor: Int32 = 0, isCensored: Bool = false
    ) -> PlacedSample {
        PlacedSample(
            position: LocalisationScene.at(east, north, 40), sensorIndex: sensor,
            time: LocalisationScene.time(seconds), powerDbm: powerDbm, isCensored: isCensored)
    }

    private func window(
        _ samples: [PlacedSample], _ configuration: LocalisationConfiguration? = nil
    ) -> VisitWindow {
        var window = VisitWindow()
        for sample in samples {
            window.absorb(sample, configuration: configuration ?? self.configuration)
        }
        return window
    }

    // MARK: Receivers' states

    @Test func `two groups of levels far apart are two states`() {
        let levels = (0..<40).map { (index: Int) -> Double in
            let level = Double(index % 7) - 60
            return index % 4 == 0 ? level - 38 : level
        }
        let deaf = ReceiverStates.deaf(levelsDbm: levels, gapMinDb: 18)
        for (index, isDeaf) in deaf.enumerated() { #expect(isDeaf == (index % 4 == 0)) }
    }

    @Test func `one group of levels is one state`() {
        var random = SeededGenerator(seed: 4)
        let normal = (0..<60).map { _ in -70 + 8 * random.normal() }
        #expect(!ReceiverStates.deaf(levelsDbm: normal, gapMinDb: 18).contains(true))
        // Evenly spread over 60 dB: half of them lie far from the others, but nothing lies between.
        let spread = (0..<60).map { -100 + Double($0) }
        #expect(!ReceiverStates.deaf(levelsDbm: spread, gapMinDb: 40).contains(true))
        let equal = Array(repeating: -70.0, count: 20)
        #expect(!ReceiverStates.deaf(levelsDbm: equal, gapMinDb: 18).contains(true))
    }

    @Test func `too few levels have no states`() {
        #expect(ReceiverStates.deaf(levelsDbm: [], gapMinDb: 18).isEmpty)
        let few = [-60.0, -60, -60, -100, -100]
        #expect(
            ReceiverStates.deaf(levelsDbm: few, gapMinDb: 18) == [
                false, false, false, false, false,
            ])
        // A single low level is an outlier, not a state.
        let one = [-60.0, -61, -60, -59, -60, -60, -100]
        #expect(!ReceiverStates.deaf(levelsDbm: one, gapMinDb: 18).contains(true))
    }

    // MARK: Visits

    @Test func `samples of one sensor, place and moment are one visit`() throws {
        let window = window([
            sample(1, at: 0), sample(2, at: 1), sample(7.9, at: 4), sample(1, at: 2, sensor: 1),
        ])
        #expect(window.visits.count == 2)
        let visit = try #require(window.visits.first)
        #expect(visit.count == 3)
        #expect(visit.end == LocalisationScene.time(4))
        #expect(visit.positionSum.count == 3)
        #expect(abs(visit.positionSum.east - 10.9) < 1e-9)
    }

    @Test func `another place, a longer stay and an earlier sample begin another visit`() {
        #expect(window([sample(1, at: 0), sample(9, at: 1)]).visits.count == 2)
        #expect(window([sample(1, at: 0), sample(1, at: 5.5)]).visits.count == 2)
        #expect(window([sample(1, at: 10), sample(1, at: 9)]).visits.count == 2)
        // Back within a moment: the way out was another visit.
        #expect(
            window([sample(1, at: 0), sample(9, at: 1), sample(1, at: 2)]).visits.count == 3)
    }

    @Test func `a long visit keeps a regular thinning of its values`() throws {
        let samples = (0..<1_000).map { sample(1, at: 0.004 * Double($0), Double($0) - 1_000) }
        let visit = try #require(window(samples).visits.first)
        #expect(visit.count == 1_000)
        #expect(visit.valuesDbm.count <= Visit.valueCountMax)
        #expect(visit.valuesDbm.count > Visit.valueCountMax / 2)
        let steps = Set(zip(visit.valuesDbm.dropFirst(), visit.valuesDbm).map { $0 - $1 })
        #expect(steps.count == 1)
        #expect(visit.valuesDbm.first == -1_000)
    }

    @Test func `the window keeps its bound and counts what it forgets`() {
        var small = configuration
        small.visitCountMax = 64
        let samples = (0..<1_000).map { sample(10 * Double($0), at: Double($0)) }
        let window = window(samples, small)
        #expect(window.visits.count <= 64)
        #expect(window.visits.count >= 56)
        #expect(window.forgottenCount == UInt64(1_000 - window.visits.count))
        // The newest are kept, and are still told apart by sensor.
        #expect(window.visits.last?.start == LocalisationScene.time(999))
        var more = window
        more.absorb(sample(9_990, at: 999.5), configuration: small)
        #expect(more.visits.count == window.visits.count)
        #expect(more.visits.last?.count == 2)
    }

    @Test func `a sample without a usable place or power is refused and counted`() {
        let window = window([
            sample(.nan, at: 0), sample(.infinity, at: 0), sample(1e30, at: 0),
            sample(1, at: 0, .nan), sample(1, at: 0, -.infinity),
        ])
        #expect(window.visits.isEmpty)
        #expect(window.refusedCount == 5)
    }

    // MARK: Kept bytes

    private func flight() -> [PlacedSample] {
        (0..<400).map { (index: Int) -> PlacedSample in
            let east = 2.5 * Double(index % 90)
            let north = 7 * Double(index / 90)
            let power = -70 - Double(index % 13)
            return sample(
                east, north, at: 0.3 * Double(index), power, sensor: Int32(index % 3),
                isCensored: index % 11 == 0)
        }
    }

    @Test func `a window comes back from its bytes and goes on alike`() throws {
        var window = window(flight())
        var writer = ByteWriter()
        window.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        var restored = try VisitWindow(from: &reader, countMax: configuration.visitCountMax)
        #expect(reader.isAtEnd)
        #expect(restored == window)
        for index in 0..<50 {
            let more = sample(Double(index), at: 120 + 0.1 * Double(index), sensor: 2)
            window.absorb(more, configuration: configuration)
            restored.absorb(more, configuration: configuration)
        }
        #expect(restored == window)
    }

    @Test func `damaged bytes are refused or read as other numbers, never a crash`() throws {
        let window = window(Array(flight().prefix(40)))
        var writer = ByteWriter()
        window.encode(into: &writer)
        let bytes = writer.bytes
        for length in stride(from: 0, to: bytes.count, by: 7) {
            var reader = ByteReader(Array(bytes.prefix(length)))
            #expect(throws: ByteReaderError.self) {
                try VisitWindow(from: &reader, countMax: configuration.visitCountMax)
            }
        }
        var random = SeededGenerator(seed: 9)
        for _ in 0..<3_000 {
            var damaged = bytes
            let place = Int(random.next() % UInt64(bytes.count))
            damaged[place] = UInt8(truncatingIfNeeded: random.next())
            var reader = ByteReader(damaged)
            guard
                var restored = try? VisitWindow(
                    from: &reader, countMax: configuration.visitCountMax)
            else { continue }
            // Whatever is accepted can be used.
            restored.absorb(sample(3, at: 30), configuration: configuration)
            _ = Place.places(of: restored.visits, doublings: 1)
        }
        var reader = ByteReader(bytes)
        #expect(throws: ByteReaderError.self) {
            try VisitWindow(from: &reader, countMax: window.visits.count - 1)
        }
    }

    @Test func `a localiser comes back from its bytes with the same answer`() throws {
        var scene = LocalisationScene([(LocalisationScene.at(80, 90), 20)], seed: 1)
        let area = SearchArea(westMetres: 0, southMetres: 0, eastMetres: 160, northMetres: 160)
        var localiser = EmitterLocaliser(area: area)
        for sample in scene.mow(sideMetres: 160, lineMetres: 40) { localiser.absorb(sample) }
        var writer = ByteWriter()
        localiser.encode(into: &writer)
        var restored = EmitterLocaliser(area: area)
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        let before = localiser.posterior()
        let after = restored.posterior()
        #expect(before != nil)
        #expect(before == after)
    }

    // MARK: Places

    @Test func `duplicates and hovering are no new looks at the fading`() throws {
        let once = [sample(1, at: 0), sample(1.1, at: 0.2), sample(5, at: 0.4)]
        let place = try #require(LocalisationScene.places(of: once).first)
        #expect(place.lookCount == 2)
        let twice = try #require(LocalisationScene.places(of: once.flatMap { [$0, $0] }).first)
        #expect(twice.lookCount == 2)
        let hovering = once + (0..<1_000).map { sample(5, at: 1 + 0.1 * Double($0)) }
        let places = LocalisationScene.places(of: hovering)
        #expect(places.count == 1)
        #expect(places[0].lookCount == 2)
        #expect(places[0].sampleCount == 1_003)
    }

    @Test func `a place's level is the upper levels' mean power, without spikes and fades`() {
        func level(_ values: [Float]) -> Double {
            var values = values
            return Place.upperLevelDbm(&values)
        }
        #expect(abs(level([-70]) + 70) < 1e-6)
        #expect(abs(level(Array(repeating: -70, count: 30)) + 70) < 1e-6)
        let steady = Array(repeating: Float(-70), count: 30)
        #expect(abs(level(steady + [-30]) + 70) < 1e-6)
        let mixed: [Float] = [-30, -30, -120, -110, -115]
        #expect(abs(level(mixed + steady) + 70) < 1e-6)
        // Of two the lower one: a spike is seldom repeated.
        #expect(abs(level([-70, -40]) + 70) < 1e-6)
        let mean = 10 * log10((1e-7 + pow(10, -7.3)) / 2)
        #expect(abs(level([-70, -73, -70, -73]) - mean) < 1e-4)
    }

    @Test func `places are told by sensor and cube, and grow by doubling`() {
        let samples = [
            sample(1, at: 0), sample(9, at: 1), sample(1, at: 2), sample(1, at: 3, sensor: 4),
        ]
        #expect(LocalisationScene.places(of: samples).count == 3)
        let visits = window(samples).visits
        let doubled = Place.places(of: visits, doublings: 1)
        #expect(doubled.count == 2)
        #expect(doubled[0].sampleCount == 3)
        #expect(abs(doubled[0].position.eastMetres - 11.0 / 3) < 1e-9)
        #expect(doubled[0].end == LocalisationScene.time(2))
        // Below the origin, too, a doubled cube is a cube.
        let below = window([sample(-1, at: 0), sample(-9, at: 1), sample(1, at: 2)]).visits
        #expect(Place.places(of: below, doublings: 1).count == 2)
    }

    @Test func `a place is censored where most of its samples are`() throws {
        let quiet = (0..<3).map { sample(1, at: Double($0), -100, isCensored: true) }
        let place = try #require(LocalisationScene.places(of: quiet).first)
        #expect(place.isCensored)
        #expect(abs(place.levelDbm + 100) < 1e-9)
        let mixed = quiet + (0..<4).map { sample(1, at: 3 + 0.1 * Double($0), -80) }
        let loud = try #require(LocalisationScene.places(of: mixed).first)
        #expect(!loud.isCensored)
        #expect(abs(loud.levelDbm + 80) < 1e-6)
    }
}
