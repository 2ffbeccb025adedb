import Numerics
import Sensing
import Testing

struct StreamingConditionTests {
    static func stream(
        _ generator: inout SeededGenerator, rows: Int = 6
    ) throws -> BandStream {
        BandStream(
            rows: rows, pattern: try WidebandTrial.pattern(cosets: 10), snrDb: 10,
            using: &generator)
    }

    @Test func `a coset that dies is left out, and the answer says so`() throws {
        var generator = SeededGenerator(seed: 1)
        let stream = try Self.stream(&generator)
        var tracker = StreamingSparseBayes()
        for step in 0..<20 {
            var frame = stream.next(using: &generator).frame
            if step >= 8 {
                for column in 0..<16 {
                    frame.values[3, column] = ComplexFloat(real: 0, imaginary: 0)
                }
            }
            let answer = try tracker.update(frame, iterationsMax: 20)
            #expect(answer.warnings == (step >= 8 ? [.deadCosets] : []))
            guard step >= 2 else { continue }
            let error = BandStream.error(answer.binPower.map { Double($0) }, stream.power)
            #expect(error < 0.15, "\(error) after \(step + 1) frames")
        }
    }

    @Test func `silent frames and samples that are no numbers change nothing`() throws {
        var generator = SeededGenerator(seed: 2)
        let stream = try Self.stream(&generator)
        var tracker = StreamingSparseBayes()
        var last: SpectrumPosterior?
        for _ in 0..<5 {
            last = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        }
        let silence = CosetSpectra(
            pattern: stream.pattern, values: ComplexMatrix(rowCount: 10, columnCount: 16))
        let quiet = try tracker.update(silence, iterationsMax: 20)
        #expect(quiet.warnings == [.silentFrame])
        #expect(quiet.binPower == last?.binPower)
        for bad in [Float.nan, .infinity, -.infinity, 3e38] {
            var frame = stream.next(using: &generator).frame
            frame.values.imaginary[37] = bad
            let damaged = try tracker.update(frame, iterationsMax: 20)
            #expect(damaged.warnings == [.damagedValues])
            #expect(damaged.binPower == last?.binPower)
        }
    }

    @Test func `a stream that begins with silence has no power and no numbers that are none`()
        throws
    {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        let silence = CosetSpectra(
            pattern: pattern, values: ComplexMatrix(rowCount: 16, columnCount: 16))
        let answer = try StreamingSpectrum().estimate([silence])
        #expect(answer.warnings == [.silentFrame])
        #expect(answer.binPower.allSatisfy { $0 == 0 })
        var one = silence
        one.values.real[5] = 1
        let lone = try StreamingSpectrum().estimate([one, silence])
        #expect(lone.warnings == [.silentFrame])
        #expect(lone.binPower.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [(2, 2, 1), (5, 3, 4), (64, 12, 33), (40, 40, 16)])
    func `patterns of any size are served`(rows: Int, cosets: Int, columns: Int) throws {
        var generator = SeededGenerator(seed: 3)
        let offsets = Array((0..<rows).shuffled(using: &generator).prefix(cosets)).sorted()
        let pattern = try CosetPattern(
            downsamplingFactor: rows, offsets: offsets, samplesPerCoset: columns)
        var power = [Double](repeating: 0, count: pattern.binCount)
        for bin in 0..<max(1, pattern.binCount / 10) { power[bin] = 20 }
        let stream = BandStream(pattern: pattern, power: power, noise: 1)
        var tracker = StreamingSparseBayes()
        for _ in 0..<8 {
            let answer = try tracker.update(
                stream.next(using: &generator).frame, iterationsMax: 20)
            let numbers =
                answer.binPower + answer.binPowerDeviation + answer.rowScores
                + answer.rowThresholds + answer.binThresholds
            #expect(numbers.allSatisfy { $0.isFinite })
            #expect(answer.binPower.allSatisfy { $0 >= 0 })
        }
    }

    @Test(arguments: [Float(1e-9), 1e-4, 1e5])
    func `the unit of the samples does not matter`(unit: Float) throws {
        var generator = SeededGenerator(seed: 5)
        let stream = try Self.stream(&generator)
        var (tracker, other) = (StreamingSparseBayes(), StreamingSparseBayes())
        for _ in 0..<6 {
            var frame = stream.next(using: &generator).frame
            let plain = try tracker.update(frame, iterationsMax: 20)
            for place in frame.values.real.indices {
                frame.values.real[place] *= unit
                frame.values.imaginary[place] *= unit
            }
            let scaled = try other.update(frame, iterationsMax: 20)
            let power = scaled.binPower.map { Double($0) / Double(unit * unit) }
            #expect(BandStream.error(power, plain.binPower.map { Double($0) }) < 1e-4)
        }
    }

    @Test func `a stream that begins hardly above silence may become as strong as can be`() throws {
        var generator = SeededGenerator(seed: 6)
        var stream = try Self.stream(&generator)
        stream.noise *= 1e-6
        var tracker = StreamingSparseBayes()
        for step in 0..<8 {
            var frame = stream.next(using: &generator).frame
            frame.values.scale(by: step < 2 ? 1e-11 : 1e6)
            let answer = try tracker.update(frame, iterationsMax: 20)
            #expect(answer.warnings.isEmpty)
            #expect(answer.binPower.allSatisfy { $0.isFinite && $0 >= 0 })
        }
    }

    @Test func `a frame of another pattern begins anew, and one coset is refused`() throws {
        var generator = SeededGenerator(seed: 4)
        var tracker = StreamingSparseBayes()
        let frame = try Self.stream(&generator).next(using: &generator).frame
        _ = try tracker.update(frame, iterationsMax: 20)
        #expect(try tracker.update(frame, iterationsMax: 20).isWarmStart)
        let other = BandStream(
            rows: 5, pattern: try WidebandTrial.pattern(cosets: 16), snrDb: 10, using: &generator)
        let answer = try tracker.update(other.next(using: &generator).frame, iterationsMax: 20)
        #expect(!answer.isWarmStart)
        let lone = try CosetPattern(downsamplingFactor: 4, offsets: [1], samplesPerCoset: 2)
        #expect(throws: SensingError.self) {
            try tracker.update(
                CosetSpectra(
                    pattern: lone, values: ComplexMatrix(rowCount: 1, columnCount: 2)),
                iterationsMax: 20)
        }
    }
}
