import Foundation
import Numerics

/// Samples of a recording: interleaved little-endian floats, in-phase and quadrature (`cf32`).
public enum RecordedSamples {
    /// Reads a file.
    ///
    /// - Throws: `RecordedSamplesError` where it cannot be read, or holds no whole, finite samples.
    public static func read(path: String) throws(RecordedSamplesError) -> [ComplexFloat] {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw RecordedSamplesError("\(path) cannot be read")
        }
        let bytes = [UInt8](data)
        guard !bytes.isEmpty, bytes.count.isMultiple(of: 8) else {
            throw RecordedSamplesError("\(path) holds no whole cf32 samples")
        }
        func float(_ at: Int) -> Float {
            let bits =
                UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
                | UInt32(bytes[at + 3]) << 24
            return Float(bitPattern: bits)
        }
        let samples = stride(from: 0, to: bytes.count, by: 8).map {
            ComplexFloat(real: float($0), imaginary: float($0 + 4))
        }
        guard samples.allSatisfy({ $0.squaredMagnitude.isFinite }) else {
            throw RecordedSamplesError("\(path) holds samples that are no numbers")
        }
        return samples
    }
}
