/// One block of a coset frame's samples as its converters gave them, in steps, `[P, N]`.
///
/// On the bus they are little-endian int16 pairs: block by block, coset by coset, then in time.
public struct CosetSteps: Hashable, Sendable {
    /// In-phase parts.
    public let inPhase: [Int16]
    /// Quadrature parts.
    public let quadrature: [Int16]

    /// Bytes that a block of a pattern's samples takes.
    public static func byteCount(_ pattern: CosetPattern) -> Int {
        4 * pattern.cosetCount * pattern.samplesPerCoset
    }

    /// Reads a block of a frame's bytes, which hold it.
    public init(block: Int, of iq: [UInt8], pattern: CosetPattern) {
        let bytes = Self.byteCount(pattern)
        precondition(
            block >= 0 && (block + 1) * bytes <= iq.count, "the block lies within the frame")
        let places = stride(from: block * bytes, to: (block + 1) * bytes, by: 4)
        inPhase = places.map { Self.step(iq, at: $0) }
        quadrature = places.map { Self.step(iq, at: $0 + 2) }
    }

    private static func step(_ bytes: [UInt8], at place: Int) -> Int16 {
        Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
    }
}
