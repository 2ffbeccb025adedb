import CProtocol

/// A first reading of a payload's framing, before protobuf-c sees it.
///
/// protobuf-c 1.4 hands strings over without their length, so that "uav-1\0evil" reads as "uav-1",
/// and does not check UTF-8; this walk refuses both, in every message that the schema knows. It also
/// finds what a rejection must name (boot and sequence, fields 3 and 4 of every frame) and where the
/// checksum stands. What this walk takes, protobuf-c frames in the same way.
struct WireScan {
    /// Why the walk stopped.
    struct Fault: Error {
        /// A sentence for the rejection.
        var detail: String
    }

    /// Numbers of the fields that every frame of a sensor has.
    enum FrameField {
        /// `fixed64 boot_id`.
        static let bootID: UInt32 = 3
        /// `uint64 sequence`.
        static let sequence: UInt32 = 4
        /// `fixed32 crc32c`.
        static let checksum: UInt32 = 15
    }

    /// Messages within messages; the schema has one level.
    private static let depthMax = 4

    /// Field 3, where it is a fixed64.
    private(set) var bootID: UInt64?
    /// Field 4, where it is a varint.
    private(set) var sequence: UInt64?
    /// Offset of the tag of the last field 15 that is a fixed32.
    private(set) var checksumOffset: Int?

    /// Walks a whole payload.
    mutating func walk(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws(Fault) {
        try walk(bytes, as: descriptor, depth: 0)
    }

    private mutating func walk(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
        depth: Int
    ) throws(Fault) {
        guard depth < Self.depthMax else { throw Fault(detail: "messages are nested too deeply") }
        var reader = FieldReader(bytes: bytes)
        while let field = try reader.next() {
            switch field.payload {
            case .fixed64(let value) where depth == 0 && field.number == FrameField.bootID:
                bootID = value
            case .varint(let value) where depth == 0 && field.number == FrameField.sequence:
                sequence = value
            case .fixed32 where depth == 0 && field.number == FrameField.checksum:
                checksumOffset = field.offset
            case .bytes(let content):
                guard
                    let known = protobuf_c_message_descriptor_get_field(descriptor, field.number)
                else { continue }
                try check(content, against: known, depth: depth)
            default:
                break
            }
        }
    }

    private mutating func check(
        _ content: UnsafeRawBufferPointer, against field: UnsafePointer<ProtobufCFieldDescriptor>,
        depth: Int
    ) throws(Fault) {
        if field.pointee.type == PROTOBUF_C_TYPE_STRING {
            guard Self.isText(content) else {
                throw Fault(
                    detail: "\(String(cString: field.pointee.name)) is not UTF-8 without NUL")
            }
        } else if field.pointee.type == PROTOBUF_C_TYPE_MESSAGE,
            let inner = field.pointee.descriptor
        {
            try walk(
                content, as: inner.assumingMemoryBound(to: ProtobufCMessageDescriptor.self),
                depth: depth + 1)
        }
    }

    private static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var isASCII = true
        for byte in bytes {
            guard byte != 0 else { return false }
            if byte >= 0x80 { isASCII = false }
        }
        return isASCII || String(validating: bytes, as: UTF8.self) != nil
    }
}
