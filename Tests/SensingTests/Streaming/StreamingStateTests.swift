import Numerics
import Sensing
import Testing

struct StreamingStateTests {
    static func bytes(_ tracker: StreamingSparseBayes) -> [UInt8] {
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        return writer.bytes
    }

    static func restored(_ bytes: [UInt8]) throws -> StreamingSparseBayes {
        var tracker = StreamingSparseBayes()
        var reader = ByteReader(bytes)
        try tracker.restore(from: &reader)
        return tracker
    }

    @Test func `a restored estimator goes on bit by bit, through a change and a dead coset`() throws
    {
        var generator = SeededGenerator(seed: 1)
        var stream = BandStream(
            rows: 8, pattern: try WidebandTrial.pattern(cosets: 10), snrDb: 10, using: &generator)
        var tracker = StreamingSparseBayes()
        for step in 0..<16 {
            if step == 7 { _ = stream.swapTwoRows(using: &generator) }
            var frame = stream.next(using: &generator).frame
            if step > 11 {
                for column in 0..<16 {
                    frame.values[9, column] = ComplexFloat(real: 0, imaginary: 0)
                }
            }
            let kept = Self.bytes(tracker)
            var other = try Self.restored(kept)
            #expect(Self.bytes(other) == kept)
            let (mine, its) = (
                try tracker.update(frame, iterationsMax: 20),
                try other.update(frame, iterationsMax: 20)
            )
            #expect(mine.binPower == its.binPower && mine.rowScores == its.rowScores)
            #expect(Self.bytes(tracker) == Self.bytes(other))
        }
    }

    @Test func `a carrier that drives the converters to their limits is restored`() throws {
        var generator = SeededGenerator(seed: 3)
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var power = [Double](repeating: 0, count: pattern.binCount)
        // All of a record at 32 767 steps, in one bin: its square is beyond 1e24.
        power[333] = 32_767 * 32_767 * Double(pattern.binCount) * 2
        let stream = BandStream(pattern: pattern, power: power, noise: 1)
        var tracker = StreamingSparseBayes()
        for _ in 0..<4 {
            _ = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        }
        let kept = Self.bytes(tracker)
        #expect(try Self.bytes(Self.restored(kept)) == kept)
    }

    @Test func `counts that no stream reaches are refused`() throws {
        var generator = SeededGenerator(seed: 4)
        let stream = BandStream(
            rows: 3, pattern: try WidebandTrial.pattern(cosets: 10), snrDb: 10, using: &generator)
        var tracker = StreamingSparseBayes()
        _ = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        let whole = Self.bytes(tracker)
        for place in [16, 8] {
            var counts = ByteWriter()
            counts.append(UInt64(Int.max))
            var bytes = whole
            let first = whole.count - place
            bytes.replaceSubrange(first..<first + 8, with: counts.bytes)
            #expect(throws: SensingError.self) { try Self.restored(bytes) }
        }
    }

    @Test func `damaged states throw and never trap`() throws {
        var generator = SeededGenerator(seed: 2)
        let stream = BandStream(
            rows: 3, pattern: try WidebandTrial.pattern(cosets: 10), snrDb: 10, using: &generator)
        var tracker = StreamingSparseBayes()
        for _ in 0..<3 {
            _ = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        }
        let whole = Self.bytes(tracker)
        for length in stride(from: 0, to: whole.count, by: 997) {
            #expect(throws: (any Error).self) { try Self.restored(Array(whole[..<length])) }
        }
        let frame = stream.next(using: &generator).frame
        for _ in 0..<200 {
            var bytes = whole
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
            // What can be read can be gone on with.
            if var read = try? Self.restored(bytes) {
                let answer = try? read.update(frame, iterationsMax: 2)
                #expect(answer?.binPower.allSatisfy { $0.isFinite } ?? true)
            }
        }
    }
}
