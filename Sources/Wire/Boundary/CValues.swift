import CProtocol

/// Copies from protobuf-c's memory into Swift's values.
enum CValues {
    /// A packed array, copied in bulk.
    static func array<Element>(
        _ start: UnsafeMutablePointer<Element>?, _ count: Int
    ) -> [Element] {
        Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// An array of booleans, which are ints in protobuf-c.
    static func booleans(
        _ start: UnsafeMutablePointer<protobuf_c_boolean>?, _ count: Int
    ) -> [Bool] {
        UnsafeBufferPointer(start: start, count: count).map { $0 != 0 }
    }

    /// A string; the scan has seen that it is UTF-8 without NUL.
    static func text(_ start: UnsafeMutablePointer<CChar>?) -> String {
        start.map { String(cString: $0) } ?? ""
    }

    /// An array of strings.
    static func texts(
        _ start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int
    ) -> [String] {
        UnsafeBufferPointer(start: start, count: count).map { text($0) }
    }

    /// A `bytes` field.
    static func bytes(_ data: ProtobufCBinaryData) -> [UInt8] { array(data.data, data.len) }

    /// A `bytes` field of little-endian int16; an odd last byte is left out.
    static func int16s(_ data: ProtobufCBinaryData) -> [Int16] {
        let raw = UnsafeRawBufferPointer(start: data.data, count: data.len)
        return (0..<data.len / 2).map { index in
            Int16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
        }
    }

    /// The messages of a repeated field.
    static func messages<Message>(
        _ start: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?, _ count: Int
    ) -> [UnsafePointer<Message>] {
        UnsafeBufferPointer(start: start, count: count).compactMap { UnsafePointer($0) }
    }
}
