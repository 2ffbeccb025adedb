import Numerics

extension StreamingSparseBayes {
    private static let version: UInt8 = 2
    /// Frames and changes that a state may have counted: further than any stream gets.
    private static let countMax = 1 << 62

    /// Writes the warm state.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        writer.append(stream != nil)
        guard let stream else { return }
        stream.pattern.encode(into: &writer)
        writer.append(stream.liveCosets.map { UInt32($0) })
        writer.append(stream.covariance.real)
        writer.append(stream.covariance.imaginary)
        writer.append(stream.covariance.weight)
        writer.append(stream.covariance.squaredWeight)
        writer.append(UInt32(stream.recent.count))
        for frame in stream.recent {
            writer.append(frame.real)
            writer.append(frame.imaginary)
        }
        writer.append(stream.power)
        writer.append(stream.variance)
        writer.append(stream.occupancy)
        writer.append(stream.noise)
        writer.append(stream.held != nil)
        if let held = stream.held {
            writer.append(held.output)
            writer.append(held.interference)
            writer.append(held.count)
        }
        writer.append(stream.recentPower.sum)
        writer.append(stream.recentPower.weight)
        writer.append(UInt64(stream.frameCount))
        writer.append(UInt64(stream.changeCount))
    }

    /// Reads the warm state that ``encode(into:)`` wrote; a damaged one throws.
    public mutating func restore(from reader: inout ByteReader) throws {
        guard try reader.readUInt8() == Self.version else {
            throw SensingError("the state of \(name) is of another version")
        }
        guard try reader.readBool() else {
            stream = nil
            return
        }
        let pattern = try CosetPattern(from: &reader)
        try Self.check(pattern)
        var read = CosetStream(pattern: pattern)
        let live = try reader.readUInt32s().map { Int($0) }
        guard live.count >= 2, zip(live, live.dropFirst()).allSatisfy({ $0 < $1 }),
            live.allSatisfy({ $0 < pattern.cosetCount })
        else { throw SensingError("the cosets in use are damaged") }
        read.adopt(cosets: live)
        guard
            let covariance = CosetCovariance(
                cosetCount: live.count, columnCount: pattern.samplesPerCoset,
                real: try reader.readFloats(), imaginary: try reader.readFloats(),
                weight: try reader.readDouble(), squaredWeight: try reader.readDouble())
        else { throw SensingError("a stream's sums are damaged") }
        read.covariance = covariance
        for _ in 0..<(try reader.readCount(max: 16)) {
            var frame = ComplexMatrix(
                rowCount: live.count, columnCount: pattern.samplesPerCoset)
            frame.real = try Self.numbers(&reader, count: frame.real.count)
            frame.imaginary = try Self.numbers(&reader, count: frame.imaginary.count)
            read.recent.append(frame)
        }
        let bins = pattern.binCount
        read.power = try Self.numbers(&reader, count: bins, from: 0)
        // A variance is the square of a power.
        read.variance = try Self.numbers(&reader, count: bins, from: 0, to: 1e36)
        read.occupancy = try Self.numbers(&reader, count: bins, from: 0)
        read.noise = try reader.readFloat()
        guard read.noise >= 0, read.noise <= 1e18, read.noise > 1e-34 || covariance.weight == 0
        else {
            throw SensingError("a stream's noise is damaged")
        }
        if try reader.readBool() {
            let held = LevelEvidence(
                output: try Self.numbers(&reader, count: bins, from: 0),
                interference: try Self.numbers(&reader, count: bins, from: 0),
                count: try Self.numbers(&reader, count: bins, from: 0))
            guard held.interference.allSatisfy({ $0 > 1e-36 }) else {
                throw SensingError("what a stream holds is damaged")
            }
            read.held = held
        }
        guard
            let recent = RecentPower(
                sum: try Self.numbers(&reader, count: bins),
                weight: try Self.numbers(&reader, count: bins, from: 0))
        else { throw SensingError("a stream's newest powers are damaged") }
        read.recentPower = recent
        guard let frames = Int(exactly: try reader.readUInt64()),
            let changes = Int(exactly: try reader.readUInt64()),
            (frames > 0) == (covariance.weight > 0), max(frames, changes) <= Self.countMax
        else { throw SensingError("a stream's counts are damaged") }
        (read.frameCount, read.changeCount) = (frames, changes)
        stream = read
    }

    private static func numbers(
        _ reader: inout ByteReader, count: Int, from least: Float = -1e18,
        to most: Float = 1e18
    ) throws -> [Float] {
        let values = try reader.readFloats()
        guard values.count == count, values.allSatisfy({ $0 >= least && $0 <= most }) else {
            throw SensingError("numbers of a stream are damaged")
        }
        return values
    }
}
