/// A 64-bit hash that is the same in every process: FNV-1a over bytes, for ids and state hashes.
///
/// Swift's own `Hasher` is seeded afresh at every start, so it can name nothing that outlives one.
/// Not cryptographic: it tells states apart, it does not protect them.
public struct StableHash: Hashable, Sendable {
    /// The hash of what has been combined so far.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    private static let prime: UInt64 = 0x100_0000_01B3

    /// The hash of nothing.
    public init() {}

    /// Mixes in one byte.
    public mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* Self.prime
    }

    /// Mixes in bytes.
    public mutating func combine(_ bytes: [UInt8]) {
        for byte in bytes { combine(byte) }
    }

    /// Mixes in the eight bytes of a number, low first.
    public mutating func combine(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            combine(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Mixes in a double's bit pattern: -0 and 0 differ, NaN payloads count.
    public mutating func combine(_ number: Double) { combine(number.bitPattern) }

    /// Mixes in a text and its length, so that ("ab", "c") differs from ("a", "bc").
    public mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte) }
        combine(UInt64(text.utf8.count))
    }

    /// Mixes in the bit patterns of an array of singles.
    public mutating func combine(_ numbers: [Float]) {
        for number in numbers {
            let bits = number.bitPattern
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                combine(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
    }

    /// FNV-1a of some bytes, 64 bits.
    public static func fnv1a(_ bytes: [UInt8]) -> UInt64 {
        var hash = StableHash()
        hash.combine(bytes)
        return hash.value
    }

    /// FNV-1a of a text's UTF-8, 64 bits.
    public static func fnv1a(_ text: String) -> UInt64 { fnv1a(Array(text.utf8)) }
}
