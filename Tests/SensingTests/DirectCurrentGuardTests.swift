import Numerics
import Testing

@testable import Sensing

struct DirectCurrentGuardTests {
    @Test func `a converter's offset is taken off, and a modulated signal is not`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 43)
        var guarding = DirectCurrentGuard()
        let sensing = SensingOperator(pattern: pattern)
        var (kept, left) = (0.0, 0.0)
        for round in 0..<60 {
            var spectrum = ComplexMatrix(rowCount: 40, columnCount: 16)
            for place in 0..<3 {
                spectrum.real[place] = Float(generator.normal())
                spectrum.imaginary[place] = Float(generator.normal())
            }
            let clean = CosetSpectra(pattern: pattern, values: sensing.apply(spectrum))
            var leaking = clean
            leaking.values[4, 0].real += 2
            let cleaned = guarding.remove(from: leaking)
            guard round >= 30 else { continue }
            kept += clean.values.squaredNorm
            var rest = cleaned.values
            rest.subtract(clean.values)
            left += rest.squaredNorm
        }
        #expect(guarding.leakingCosets == [4])
        #expect(guarding.offsetPower(coset: 4) > 3 && guarding.offsetPower(coset: 4) < 5)
        #expect(left < 0.02 * kept)
    }

    @Test func `a carrier that comes to the same phase in every frame stays`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 46)
        var guarding = DirectCurrentGuard()
        var spectrum = ComplexMatrix(rowCount: 40, columnCount: 16)
        spectrum[4, 0] = ComplexFloat(real: 20, imaginary: 5)
        let tone = SensingOperator(pattern: pattern).apply(spectrum)
        for _ in 0..<60 {
            var values = tone
            for place in values.real.indices {
                values.real[place] += Float(generator.normal())
                values.imaginary[place] += Float(generator.normal())
            }
            let frame = CosetSpectra(pattern: pattern, values: values)
            #expect(guarding.remove(from: frame) == frame)
        }
        // It does stand out: what keeps it is that one row explains it.
        #expect((0..<10).allSatisfy { guarding.offsetPower(coset: $0) > 20 })
    }

    @Test func `noise alone is left as it is, but for one mean in thousands`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        var generator = SeededGenerator(seed: 44)
        var guarding = DirectCurrentGuard()
        var leaks = 0
        for _ in 0..<300 {
            var values = ComplexMatrix(rowCount: 16, columnCount: 16)
            for place in values.real.indices {
                values.real[place] = Float(generator.normal())
                values.imaginary[place] = Float(generator.normal())
            }
            _ = guarding.remove(from: CosetSpectra(pattern: pattern, values: values))
            leaks += guarding.leakingCosets.count
        }
        #expect(leaks < 20)
    }

    @Test func `a guarded tracker sees no carrier in an offset, and goes on after a restart`()
        throws
    {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 45)
        var tracker = GuardedTracker(try SpectrumMethods.tracker(named: "m-sbl", windowFrames: 10))
        var bare = try SpectrumMethods.tracker(named: "m-sbl", windowFrames: 10)
        func frame() -> CosetSpectra {
            var values = ComplexMatrix(rowCount: 10, columnCount: 16)
            for place in values.real.indices {
                values.real[place] = Float(generator.normal())
                values.imaginary[place] = Float(generator.normal())
            }
            for coset in 0..<10 { values.real[coset * 16] += 8 }
            return CosetSpectra(pattern: pattern, values: values)
        }
        for _ in 0..<30 { _ = try tracker.update(frame(), iterationsMax: 100) }
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        var restored = GuardedTracker(try SpectrumMethods.tracker(named: "m-sbl", windowFrames: 10))
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        let next = frame()
        let estimate = try tracker.update(next, iterationsMax: 100)
        #expect(try restored.update(next, iterationsMax: 100) == estimate)
        #expect(tracker.leakingCosets == Array(0..<10))
        let unguarded = try bare.update(next, iterationsMax: 100)
        // 8 in each of ten entries is |X|² of 640 in bin 0 of row 0.
        #expect(unguarded.binPower[0] > 300 && estimate.binPower[0] < 30)
    }

    @Test func `frames that are not of numbers are handed back, and leave no trace`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 47)
        var guarding = DirectCurrentGuard()
        for round in 0..<20 {
            var values = ComplexMatrix(rowCount: 10, columnCount: 16)
            for place in values.real.indices { values.real[place] = Float(generator.normal()) }
            _ = guarding.remove(from: CosetSpectra(pattern: pattern, values: values))
            guard round == 18 else { continue }
            let before = guarding
            for bad in [Float.nan, .infinity, 3e38] {
                values.real[32] = bad
                let frame = CosetSpectra(pattern: pattern, values: values)
                #expect(guarding.remove(from: frame).values.imaginary == values.imaginary)
                #expect(guarding == before)
            }
        }
    }

    @Test func `frames are counted no further than it matters`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let values = ComplexMatrix(rowCount: 10, columnCount: 16)
        let frame = CosetSpectra(pattern: pattern, values: values)
        var guarding = DirectCurrentGuard()
        for _ in 0..<40 { _ = guarding.remove(from: frame) }
        var writer = ByteWriter()
        guarding.encode(into: &writer)
        // A count that 32 bits just hold: one frame more must be written all the same.
        var reader = ByteReader([255, 255, 255, 255] + writer.bytes[4...])
        var restored = DirectCurrentGuard()
        try restored.restore(from: &reader)
        _ = restored.remove(from: frame)
        _ = guarding.remove(from: frame)
        var (one, other) = (ByteWriter(), ByteWriter())
        guarding.encode(into: &one)
        restored.encode(into: &other)
        #expect(one.bytes == other.bytes)
    }
}
