import Numerics
import Testing

@testable import Sensing

struct CalibratedTrackerTests {
    private static func tracker() -> CalibratedTracker {
        CalibratedTracker(StreamingSparseBayes())
    }

    /// A crowded spectrum: twelve rows for ten branches.
    private static func stream(
        unlike: Bool, seed: UInt64, snrDb: Double = 15
    ) throws -> BranchStream {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: seed)
        let bands = BandStream(rows: 12, pattern: pattern, snrDb: snrDb, using: &generator)
        let branches =
            unlike
            ? BranchStream.unlike(pattern, using: &generator) : CosetCalibration(pattern: pattern)
        return BranchStream(bands, calibration: branches, seed: seed &+ 1)
    }

    @Test func `gains and delays are told from a crowded stream`() throws {
        for seed in [71, 72, 73] as [UInt64] {
            var stream = try Self.stream(unlike: true, seed: seed)
            var tracker = Self.tracker()
            let none = CosetCalibration(pattern: stream.pattern)
            let before = BranchStream.rest(none, of: stream.calibration)
            for _ in 0..<96 { _ = try tracker.update(stream.next(), iterationsMax: 20) }
            let found = try #require(tracker.calibration)
            let after = BranchStream.rest(found, of: stream.calibration)
            #expect(after.gain < 0.012 && after.gain < 0.3 * before.gain, "\(after.gain)")
            #expect(after.delay < 0.016 && after.delay < 0.6 * before.delay, "\(after.delay)")
        }
    }

    @Test func `what is corrected is no longer taken for carriers`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        var generator = SeededGenerator(seed: 74)
        let bands = BandStream(rows: 6, pattern: pattern, snrDb: 25, using: &generator)
        let branches = BranchStream.unlike(pattern, using: &generator)
        var stream = BranchStream(bands, calibration: branches, seed: 75)
        var tracker = Self.tracker()
        var bare = StreamingSparseBayes()
        var (raw, corrected) = (0, 0)
        for round in 0..<80 {
            let frame = stream.next()
            let posterior = try tracker.update(frame, iterationsMax: 20)
            let other = try bare.update(frame, iterationsMax: 20)
            #expect(posterior.warnings.contains(.unlikeBranches) == (round >= 16))
            guard round >= 60 else { continue }
            for bin in bands.power.indices where bands.power[bin] == 0 {
                if posterior.binPower[bin] > posterior.binThresholds[bin] { corrected += 1 }
                if other.binPower[bin] > other.binThresholds[bin] { raw += 1 }
            }
        }
        #expect(raw > 20 * 50)
        #expect(corrected < raw / 50, "\(raw) false bins became \(corrected)")
    }

    @Test func `frames of like branches are handed on as they came`() throws {
        for seed in 80..<84 as Range<UInt64> {
            var stream = try Self.stream(unlike: false, seed: seed)
            var tracker = Self.tracker()
            var bare = StreamingSparseBayes()
            for _ in 0..<100 {
                let frame = stream.next()
                let estimate = try tracker.update(frame, iterationsMax: 20)
                #expect(try bare.update(frame, iterationsMax: 20) == estimate)
            }
            #expect(tracker.calibration == nil)
        }
    }

    @Test func `signals that are no multiple of a bin do not look like unlike branches`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        var generator = SeededGenerator(seed: 85)
        let bands = BandStream(rows: 8, pattern: pattern, snrDb: 20, using: &generator)
        let sampling = CosetSampling(pattern: pattern)
        let (count, length) = (8, 8 * pattern.binCount)
        var tracker = Self.tracker()
        for _ in 0..<12 {
            // Eight frames from one record, whose spectrum is eight times as fine.
            var record = (0..<length).map { place in
                let deviation = Float((bands.power[place / count] / 2 * 8).squareRoot())
                return ComplexFloat(
                    real: deviation * Float(generator.normal()),
                    imaginary: deviation * Float(generator.normal()))
            }
            FourierTransform(rowCount: 1, columnCount: length).inverse(&record)
            let noise = (bands.noise / 2).squareRoot()
            for place in record.indices {
                record[place].real *= Float(640).squareRoot()
                record[place].imaginary *= Float(640).squareRoot()
                record[place].real += Float(noise * generator.normal())
                record[place].imaginary += Float(noise * generator.normal())
            }
            for block in 0..<count {
                _ = try tracker.update(
                    sampling.spectra(of: record, block: block), iterationsMax: 20)
            }
        }
        #expect(tracker.calibration == nil)
    }

    @Test func `a dead coset stays dead, and nothing is learnt from its frame`() throws {
        var stream = try Self.stream(unlike: true, seed: 86)
        var tracker = Self.tracker()
        for _ in 0..<40 { _ = try tracker.update(stream.next(), iterationsMax: 20) }
        var frame = stream.next()
        for bin in 0..<16 { frame.values[3, bin] = .zero }
        let before = try #require(tracker.calibration)
        #expect(before.delays.contains { $0 != 0 })
        let posterior = try tracker.update(frame, iterationsMax: 20)
        #expect(posterior.warnings.contains(.deadCosets))
        for place in frame.values.real.indices { frame.values.real[place] = .nan }
        let damaged = try tracker.update(frame, iterationsMax: 20)
        #expect(damaged.warnings.contains(.damagedValues))
        #expect(tracker.calibration == before)
    }

    @Test func `a restored tracker goes on to the bit`() throws {
        var stream = try Self.stream(unlike: true, seed: 87)
        var tracker = Self.tracker()
        for _ in 0..<45 { _ = try tracker.update(stream.next(), iterationsMax: 20) }
        #expect(tracker.calibration != nil)
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        var restored = Self.tracker()
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        for _ in 0..<40 {
            let frame = stream.next()
            let estimate = try tracker.update(frame, iterationsMax: 20)
            #expect(try restored.update(frame, iterationsMax: 20) == estimate)
        }
        var (one, other) = (ByteWriter(), ByteWriter())
        tracker.encode(into: &one)
        restored.encode(into: &other)
        #expect(one.bytes == other.bytes)
    }

    @Test func `damaged states throw, or can be gone on with and written`() throws {
        var stream = try Self.stream(unlike: true, seed: 87)
        var tracker = Self.tracker()
        for _ in 0..<45 { _ = try tracker.update(stream.next(), iterationsMax: 20) }
        #expect(tracker.calibration != nil)
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        for length in stride(from: 0, to: writer.bytes.count, by: 997) {
            var cut = ByteReader(Array(writer.bytes.prefix(length)))
            var broken = Self.tracker()
            #expect(throws: (any Error).self) { try broken.restore(from: &cut) }
        }
        var generator = SeededGenerator(seed: 90)
        let frame = stream.next()
        for _ in 0..<200 {
            var bytes = writer.bytes
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
            var reader = ByteReader(bytes)
            var broken = Self.tracker()
            guard (try? broken.restore(from: &reader)) != nil else { continue }
            let answer = try? broken.update(frame, iterationsMax: 2)
            #expect(answer?.binPower.allSatisfy { $0.isFinite } ?? true)
            var again = ByteWriter()
            broken.encode(into: &again)
        }
    }

    @Test func `an age that no correction reaches is refused`() throws {
        var stream = try Self.stream(unlike: true, seed: 87)
        var follower = BranchFollower(pattern: stream.pattern)
        var estimator = StreamingSparseBayes()
        for _ in 0..<45 {
            let frame = stream.next()
            let estimate = try estimator.update(follower.correct(frame), iterationsMax: 20)
            follower.learn(frame, estimate)
        }
        #expect(follower.spectrum != nil)
        var writer = ByteWriter()
        follower.encode(into: &writer)
        var whole = ByteReader(writer.bytes)
        let restored = try BranchFollower(from: &whole)
        #expect(restored.spectrumAge == follower.spectrumAge)
        for age in [33, UInt32.max] {
            var aged = ByteWriter()
            aged.append(age)
            var reader = ByteReader(writer.bytes.dropLast(4) + aged.bytes)
            #expect(throws: ByteReaderError.self) { try BranchFollower(from: &reader) }
        }
    }

    @Test func `frames of any size are learnt from`() throws {
        for scale in [1e-9, 1e3] as [Float] {
            var stream = try Self.stream(unlike: true, seed: 89)
            var tracker = Self.tracker()
            for _ in 0..<64 {
                var frame = stream.next()
                frame.values.scale(by: scale)
                _ = try tracker.update(frame, iterationsMax: 20)
            }
            let found = try #require(tracker.calibration)
            #expect(BranchStream.rest(found, of: stream.calibration).gain < 0.02)
            var writer = ByteWriter()
            tracker.encode(into: &writer)
            var reader = ByteReader(writer.bytes)
            var restored = Self.tracker()
            try restored.restore(from: &reader)
            #expect(restored.calibration == found)
        }
    }

    @Test func `another pattern begins anew, and too few branches are left alone`() throws {
        var stream = try Self.stream(unlike: true, seed: 88)
        var tracker = Self.tracker()
        for _ in 0..<40 { _ = try tracker.update(stream.next(), iterationsMax: 20) }
        #expect(tracker.calibration != nil)
        let three = try CosetPattern(
            downsamplingFactor: 40, offsets: [0, 1, 7], samplesPerCoset: 16)
        var values = ComplexMatrix(rowCount: 3, columnCount: 16)
        for place in values.real.indices { values.real[place] = Float(1 + place % 5) }
        _ = try tracker.update(
            CosetSpectra(pattern: three, values: values), iterationsMax: 20)
        #expect(tracker.calibration == nil)
        _ = try tracker.update(stream.next(), iterationsMax: 20)
        #expect(tracker.calibration == nil)
    }
}
