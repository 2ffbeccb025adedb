import Foundation

/// How a SigMF file writes a complex sample, by the name that `core:datatype` has for it.
public enum SigMFSampleType: String, CaseIterable, Hashable, Sendable {
    /// Singles, low byte first.
    case float32 = "cf32_le"
    /// Singles, high byte first.
    case float32Big = "cf32_be"
    /// Doubles, low byte first.
    case float64 = "cf64_le"
    /// Integers of 16 bits, low byte first.
    case int16 = "ci16_le"
    /// Integers of 16 bits, high byte first.
    case int16Big = "ci16_be"
    /// Integers of 8 bits.
    case int8 = "ci8"
    /// Integers of 8 bits about 127.5, as RTL-SDR gives them.
    case uint8 = "cu8"

    /// Bytes of one sample, both parts.
    public var bytesPerSample: Int {
        switch self {
        case .float64: 16
        case .float32, .float32Big: 8
        case .int16, .int16Big: 4
        case .int8, .uint8: 2
        }
    }

    /// The samples in some bytes; integers against their full scale.
    func parts(of bytes: [UInt8]) -> (inPhase: [Float], quadrature: [Float]) {
        let count = bytes.count / bytesPerSample
        var inPhase: [Float] = []
        var quadrature: [Float] = []
        inPhase.reserveCapacity(count)
        quadrature.reserveCapacity(count)
        let half = bytesPerSample / 2
        for start in stride(from: 0, to: count * bytesPerSample, by: bytesPerSample) {
            inPhase.append(value(bytes[start..<start + half]))
            quadrature.append(value(bytes[start + half..<start + 2 * half]))
        }
        return (inPhase, quadrature)
    }

    private func value(_ bytes: ArraySlice<UInt8>) -> Float {
        switch self {
        case .float32: return Float(bitPattern: UInt32(truncatingIfNeeded: bits(bytes.reversed())))
        case .float32Big: return Float(bitPattern: UInt32(truncatingIfNeeded: bits(Array(bytes))))
        case .float64: return Float(Double(bitPattern: bits(bytes.reversed())))
        case .int16: return Self.share(UInt16(truncatingIfNeeded: bits(bytes.reversed())))
        case .int16Big: return Self.share(UInt16(truncatingIfNeeded: bits(Array(bytes))))
        case .int8: return bytes.first.map { Float(Int8(bitPattern: $0)) / 128 } ?? 0
        case .uint8: return bytes.first.map { (Float($0) - 127.5) / 127.5 } ?? 0
        }
    }

    private static func share(_ bits: UInt16) -> Float { Float(Int16(bitPattern: bits)) / 32_768 }

    /// A number from its bytes, the highest first.
    private func bits(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
