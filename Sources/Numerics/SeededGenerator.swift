import Glibc

/// A random generator that a seed determines: xoshiro256** filled by SplitMix64.
///
/// Same seed, same numbers, on every machine. Reference: D. Blackman and S. Vigna, "Scrambled linear
/// pseudorandom number generators", ACM TOMS 2021.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// A generator from a seed; every seed, 0 included, is good.
    public init(seed: UInt64) {
        var mixer = seed
        s0 = Self.splitMix(&mixer)
        s1 = Self.splitMix(&mixer)
        s2 = Self.splitMix(&mixer)
        s3 = Self.splitMix(&mixer)
    }

    /// The generator that a writer kept.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        let start = reader.offset
        s0 = try reader.readUInt64()
        s1 = try reader.readUInt64()
        s2 = try reader.readUInt64()
        s3 = try reader.readUInt64()
        guard s0 | s1 | s2 | s3 != 0 else {
            throw ByteReaderError(
                what: "SeededGenerator", offset: start, reason: "an all-zero state never moves")
        }
    }

    /// Writes the state, so that a restart goes on with the same numbers.
    public func encode(into writer: inout ByteWriter) {
        writer.append(s0)
        writer.append(s1)
        writer.append(s2)
        writer.append(s3)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let scrambled = Self.rotate(s1 &* 5, by: 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = Self.rotate(s3, by: 45)
        return scrambled
    }

    /// A number of the uniform distribution on [0, 1), a multiple of 2^-53.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number of the standard normal distribution (Box and Muller's transform, cosine branch).
    ///
    /// The sine branch is thrown away, so that the state is the four words and nothing else.
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// A number of the exponential distribution with mean 1: the power of complex white noise.
    public mutating func exponential() -> Double { -log(1 - uniform()) }

    /// An independent generator drawn from this one, for a part of the work.
    public mutating func split() -> SeededGenerator { SeededGenerator(seed: next()) }

    private static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
        value << count | value >> (64 - count)
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
