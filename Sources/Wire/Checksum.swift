import CKernels

/// CRC-32C (Castagnoli), the checksum of frames.
public enum Checksum {
    /// The checksum of some bytes; "123456789" gives 0xE3069283.
    public static func crc32c(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { crc32c($0) }
    }

    /// The checksum of some memory.
    static func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        ethermap_crc32c(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// Appends a `fixed32 crc32c = 15` over everything so far.
    public static func append(to message: inout [UInt8]) {
        let checksum = crc32c(message)
        message.append(15 << 3 | 5)
        for shift in stride(from: 0, to: 32, by: 8) {
            message.append(UInt8(truncatingIfNeeded: checksum >> UInt32(shift)))
        }
    }
}
