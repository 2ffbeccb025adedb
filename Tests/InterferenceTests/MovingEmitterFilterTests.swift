import Foundation
import Interference
import Model
import Numerics
import Testing

/// An emitter that moves, followed: error, honesty, and what must not change it.
struct MovingEmitterFilterTests {
    private static func locate(
        _ filter: inout MovingEmitterFilter, at seconds: Double
    ) throws -> EmitterEstimate {
        let estimate = filter.locate(at: MovingEmitterScene.time(seconds))
        return try #require(estimate)
    }

    private static func quantile(_ share: Double, _ values: [Double]) -> Double {
        values.sorted()[min(Int(share * Double(values.count)), values.count - 1)]
    }

    private static func score(
        _ scenes: [MovingEmitterScene], from: Double
    ) -> (median: Double, ce90: Double, coverage90: Double, coverage50: Double, count: Int) {
        var rows: [(errorMetres: Double, estimate: EmitterEstimate)] = []
        for (seed, scene) in scenes.enumerated() {
            rows += scene.follow(seed: UInt64(seed), from: from)
        }
        let count = Double(rows.count)
        return (
            quantile(0.5, rows.map(\.errorMetres)), quantile(0.5, rows.map(\.estimate.ce90Metres)),
            Double(rows.count { $0.errorMetres <= $0.estimate.ce90Metres }) / count,
            Double(rows.count { $0.errorMetres <= $0.estimate.ce50Metres }) / count, rows.count
        )
    }

    @Test func `somebody who walks indoors is followed, and regions hold what they promise`() {
        let score = Self.score((0..<16).map { .walking(seed: $0) }, from: 5)
        print("interference: walking \(score)")
        #expect(score.count > 700)
        #expect(score.median < 3)
        // Rows of one walk are not independent: about 16 × 5 are, 0.9 ± 0.07 at two deviations.
        #expect((0.83...0.97).contains(score.coverage90))
        #expect((0.38...0.65).contains(score.coverage50))
    }

    @Test func `a vehicle is followed over 512 m, and regions hold what they promise`() {
        let score = Self.score((0..<16).map { .driving(seed: $0) }, from: 20)
        print("interference: driving \(score)")
        #expect(score.count > 600)
        #expect(score.median < 60)
        #expect((0.8...0.98).contains(score.coverage90))
        #expect((0.35...0.68).contains(score.coverage50))
    }

    @Test func `it is nearer than the strongest receiver`() {
        for (scene, from) in [(MovingEmitterScene.walking(seed: 1), 5.0), (.driving(seed: 1), 20)] {
            let samples = scene.samples(seed: 1)
            var strongest: [Double] = []
            var time = from
            while time < scene.seconds {
                let window = samples.filter {
                    (-3..<0).contains($0.time.seconds(since: MovingEmitterScene.time(time)))
                }
                if let best = window.max(by: { $0.powerDbm < $1.powerDbm }) {
                    strongest.append(
                        best.position.horizontalDistanceMetres(to: scene.emitter(time)))
                }
                time += 1
            }
            let errors = scene.follow(seed: 1, from: from).map(\.errorMetres)
            print(
                "interference: median \(Self.quantile(0.5, errors)) m, strongest receiver "
                    + "\(Self.quantile(0.5, strongest)) m")
            #expect(Self.quantile(0.5, errors) < Self.quantile(0.5, strongest))
        }
    }

    @Test func `a sample that comes twice changes nothing`() throws {
        let scene = MovingEmitterScene.walking(seed: 3)
        var once = MovingEmitterFilter(area: scene.area)
        var twice = once
        for sample in scene.samples(seed: 3).prefix(600) {
            once.absorb(sample)
            twice.absorb(sample)
            twice.absorb(sample)
        }
        let one = try Self.locate(&once, at: 30)
        var two = try Self.locate(&twice, at: 30)
        #expect(two.sampleCount == 2 * one.sampleCount)
        two.sampleCount = one.sampleCount
        // Adding a number to itself and halving it is exact: so is equality.
        #expect(two == one)
    }

    @Test func `one receiver that stands still says nothing about the place`() throws {
        // It hears a thousand times; the emitter may still be anywhere that its level allows.
        let area = SearchArea(
            westMetres: 0, southMetres: 0, eastMetres: 20, northMetres: 18, marginMetres: 0)
        func radius(_ count: Int) throws -> Double {
            var filter = MovingEmitterFilter(area: area)
            var random = SeededGenerator(seed: 5)
            for index in 0..<count {
                filter.absorb(
                    PlacedSample(
                        position: LocalPosition(eastMetres: 10, northMetres: 9, upMetres: 2),
                        sensorIndex: 0,
                        time: MovingEmitterScene.time(10 * Double(index) / Double(count)),
                        powerDbm: -70 + 5 * random.normal()))
            }
            return try Self.locate(&filter, at: 10).ce90Metres
        }
        let few = try radius(20)
        let many = try radius(4_000)
        #expect(few > 8)
        #expect(many > 0.9 * few)
    }

    @Test func `in silence the region grows, and in the end there is none`() throws {
        let scene = MovingEmitterScene.walking(seed: 4)
        var filter = MovingEmitterFilter(area: scene.area)
        for sample in scene.samples(seed: 4) { filter.absorb(sample) }
        let radii = try [60.0, 65, 75, 100].map {
            try Self.locate(&filter, at: $0).ce90Metres
        }
        #expect(radii == radii.sorted())
        #expect(radii[3] > 1.5 * radii[0])
        let late = filter.locate(at: MovingEmitterScene.time(121))
        #expect(late == nil)
        // And begins anew when something is heard again.
        for var sample in scene.samples(seed: 4) {
            sample.time = sample.time.advanced(bySeconds: 200)
            filter.absorb(sample)
        }
        let again = try Self.locate(&filter, at: 260)
        #expect(again.firstHeard == MovingEmitterScene.time(200))
        let error = again.position.horizontalDistanceMetres(to: scene.emitter(60))
        #expect(error < 1.5 * again.ce90Metres)
    }

    @Test func `power that distance explains is believed, power that it does not is doubted`()
        throws
    {
        let scene = MovingEmitterScene.walking(seed: 6)
        var real = MovingEmitterFilter(area: scene.area)
        var flat = real
        var random = SeededGenerator(seed: 6)
        for sample in scene.samples(seed: 6) {
            real.absorb(sample)
            var noise = sample
            noise.powerDbm = -80 + 5 * random.normal()
            flat.absorb(noise)
        }
        let believed = try Self.locate(&real, at: 60).confidence
        let doubted = try Self.locate(&flat, at: 60).confidence
        print("interference: confidence \(believed) and \(doubted)")
        #expect(believed > 0.9)
        #expect(doubted < 0.5)
    }

    @Test func `power that is explained otherwise is no emitter's`() throws {
        let scene = MovingEmitterScene.walking(seed: 7)
        let stations = ExplainedPower(watts: Decibels.watts(fromDbm: -60), deviationDb: 4)
        var filter = MovingEmitterFilter(area: scene.area)
        for sample in scene.samples(seed: 7) where sample.powerDbm < -52 {
            filter.absorb(sample, explained: stations)
        }
        let estimate = filter.locate(at: MovingEmitterScene.time(60))
        #expect(estimate == nil)
    }

    @Test func `a receiver that hears nothing keeps the emitter away`() throws {
        // Two hear it alike; the third, at one end of their bisector, hears nothing.
        let area = SearchArea(
            westMetres: 0, southMetres: 0, eastMetres: 20, northMetres: 20, marginMetres: 0)
        func north(silent: Bool) throws -> Double {
            var filter = MovingEmitterFilter(area: area)
            for step in 0..<40 {
                let time = MovingEmitterScene.time(Double(step) / 2)
                for (index, east) in [6.0, 14].enumerated() {
                    filter.absorb(
                        PlacedSample(
                            position: LocalPosition(
                                eastMetres: east, northMetres: 10, upMetres: 1.5),
                            sensorIndex: Int32(index), time: time, powerDbm: -60))
                }
                filter.absorb(
                    PlacedSample(
                        position: LocalPosition(eastMetres: 10, northMetres: 19, upMetres: 1.5),
                        sensorIndex: 2, time: time, powerDbm: silent ? -85 : -130,
                        isCensored: silent))
                _ = filter.locate(at: time)
            }
            return try Self.locate(&filter, at: 20).position.northMetres
        }
        #expect(try north(silent: true) < 9.5)
    }

    @Test func `a restored filter goes on as if nothing had happened`() throws {
        let scene = MovingEmitterScene.walking(seed: 8)
        let samples = scene.samples(seed: 8)
        var filter = MovingEmitterFilter(area: scene.area)
        for sample in samples.prefix(501) { filter.absorb(sample) }
        var writer = ByteWriter()
        filter.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        var restored = try MovingEmitterFilter(
            area: scene.area, configuration: .walking, from: &reader)
        #expect(reader.isAtEnd)
        for sample in samples.dropFirst(501) {
            filter.absorb(sample)
            restored.absorb(sample)
        }
        let end = MovingEmitterScene.time(60)
        let one = filter.locate(at: end)
        let other = restored.locate(at: end)
        #expect(one == other)
        for length in stride(from: 0, to: writer.bytes.count, by: 9_973) {
            var cut = ByteReader(Array(writer.bytes.prefix(length)))
            #expect(throws: ByteReaderError.self) {
                try MovingEmitterFilter(
                    area: scene.area, configuration: .walking, from: &cut)
            }
        }
    }

    @Test func `more receivers than are told apart are forgotten, the oldest first`() throws {
        var configuration = MovingEmitterConfiguration.walking
        configuration.receiverCountMax = 3
        configuration.particleCount = 64
        let area = SearchArea(
            westMetres: 0, southMetres: 0, eastMetres: 20, northMetres: 20, marginMetres: 0)
        var filter = MovingEmitterFilter(area: area, configuration: configuration)
        for step in 0..<40 {
            for index in 0..<(step == 10 ? 7 : 2) {
                filter.absorb(
                    PlacedSample(
                        position: LocalPosition(
                            eastMetres: Double(index), northMetres: 3, upMetres: 2),
                        sensorIndex: Int32((step + index) % 9),
                        time: MovingEmitterScene.time(Double(step) / 2), powerDbm: -60))
            }
        }
        let estimate = try Self.locate(&filter, at: 20)
        #expect(estimate.ce90Metres.isFinite)
        #expect(estimate.sensorIndices.count <= 3)
        #expect(filter.excessCount == 4)
    }

    @Test func `a step's cost does not grow with its samples`() throws {
        let scene = MovingEmitterScene.walking(seed: 9)
        var dense = scene
        dense.rate = 200
        dense.seconds = 10
        let samples = dense.samples(seed: 9)
        var filter = MovingEmitterFilter(area: scene.area)
        let time = ContinuousClock().measure {
            for sample in samples { filter.absorb(sample) }
            _ = filter.locate(at: MovingEmitterScene.time(10))
        }
        let step = time / 20
        print("interference: moving emitter, \(samples.count) samples in 20 steps: \(step) a step")
        // 2 000 particles, 12 receivers: measured at about 5 ms; the rest is for a busy machine.
        #expect(step < .milliseconds(25))
    }
}
