import CProtocol

/// Holds the C arrays and strings of one message while it is packed.
final class PackingArena {
    private var allocations: [UnsafeMutableRawPointer] = []

    deinit {
        for allocation in allocations { allocation.deallocate() }
    }

    /// A C array of some values; `nil` for none.
    func array<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeMutablePointer<Element>? {
        guard !values.isEmpty else { return nil }
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: values.count)
        copy.initialize(from: values, count: values.count)
        allocations.append(UnsafeMutableRawPointer(copy))
        return copy
    }

    /// A C array of booleans.
    func booleans(_ values: [Bool]) -> UnsafeMutablePointer<protobuf_c_boolean>? {
        array(values.map { $0 ? 1 : 0 })
    }

    /// A C string; a text ends at its first NUL, which no reader would take.
    func text(_ text: String) -> UnsafeMutablePointer<CChar>? {
        array(text.utf8.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0])
    }

    /// A C array of strings.
    func texts(_ texts: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        array(texts.map { text($0) })
    }

    /// A `bytes` field.
    func data(_ bytes: [UInt8]) -> ProtobufCBinaryData {
        ProtobufCBinaryData(len: bytes.count, data: array(bytes))
    }

    /// A `bytes` field of little-endian int16.
    func data(_ values: [Int16]) -> ProtobufCBinaryData {
        let bytes = array(values.map { $0.littleEndian }).map {
            UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self)
        }
        return ProtobufCBinaryData(len: 2 * values.count, data: bytes)
    }

    /// A C array of pointers to messages, which lie side by side.
    func messages<Message: BitwiseCopyable>(
        _ messages: [Message]
    ) -> UnsafeMutablePointer<UnsafeMutablePointer<Message>?>? {
        guard let first = array(messages) else { return nil }
        return array(messages.indices.map { first + $0 })
    }
}
