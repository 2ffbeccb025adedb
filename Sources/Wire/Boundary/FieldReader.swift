/// Reads a message's bytes field by field, as the protobuf encoding frames them.
struct FieldReader {
    /// One field as it stands on the wire.
    struct Field {
        /// Offset of its tag.
        var offset: Int
        /// Its number.
        var number: UInt32
        /// Its content.
        var payload: Payload
    }

    /// A field's content by wire type; groups are refused.
    enum Payload {
        /// Wire type 0.
        case varint(UInt64)
        /// Wire type 1.
        case fixed64(UInt64)
        /// Wire type 2.
        case bytes(UnsafeRawBufferPointer)
        /// Wire type 5.
        case fixed32(UInt32)
    }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    /// A reader at the beginning of some bytes, which must outlive it.
    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next field, or `nil` at the end.
    mutating func next() throws(WireScan.Fault) -> Field? {
        guard offset < bytes.count else { return nil }
        let start = offset
        // Five bytes, as protobuf-c reads them: seven bits of a sixth would be lost there.
        let tag = try varint(byteCountMax: 5)
        guard let number = UInt32(exactly: tag >> 3), (1...0x1FFF_FFFF).contains(number) else {
            throw WireScan.Fault(detail: "field number at byte \(start) is out of range")
        }
        let payload: Payload =
            switch tag & 7 {
            case 0: .varint(try varint(byteCountMax: 10))
            case 1: .fixed64(try fixed(UInt64.self))
            case 2: .bytes(try delimited())
            case 5: .fixed32(try fixed(UInt32.self))
            default: throw WireScan.Fault(detail: "wire type \(tag & 7) at byte \(start)")
            }
        return Field(offset: start, number: number, payload: payload)
    }

    private mutating func varint(byteCountMax: Int) throws(WireScan.Fault) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<byteCountMax {
            guard offset < bytes.count else { throw truncated() }
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
            if byte < 0x80 { return value }
        }
        throw WireScan.Fault(detail: "a number before byte \(offset) is too long")
    }

    private mutating func fixed<Value: FixedWidthInteger>(
        _: Value.Type
    ) throws(WireScan.Fault) -> Value {
        let size = MemoryLayout<Value>.size
        guard bytes.count - offset >= size else { throw truncated() }
        defer { offset += size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    private mutating func delimited() throws(WireScan.Fault) -> UnsafeRawBufferPointer {
        let count = try varint(byteCountMax: 5)
        guard count <= UInt64(bytes.count - offset) else { throw truncated() }
        defer { offset += Int(count) }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Int(count)])
    }

    private func truncated() -> WireScan.Fault {
        WireScan.Fault(detail: "message ends inside a field")
    }
}
