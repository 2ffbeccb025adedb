import CKernels
import CProtocol
import Model

/// Turns payloads into values, strictly and within a budget of memory.
///
/// Keeps one arena that every message is unpacked into, so it belongs to one thread; make one for
/// each. Whatever the bytes, a call returns a value or throws a `WireError`.
///
/// What is checked here: framing, UTF-8, NUL, names, checksum, schema version, lengths of parallel
/// arrays, sizes of grids and tiles. What a region must know (bands, extent, clock) is not.
public final class WireDecoder {
    /// The schema's version that we speak.
    public static let schemaVersion: UInt32 = 1

    /// How large a message may be.
    public let limits: WireLimits
    private let arena = MessageArena()

    /// A decoder with its own arena.
    public init(limits: WireLimits = WireLimits()) {
        self.limits = limits
    }

    /// Whether a message must, may or cannot carry a checksum.
    enum ChecksumRule {
        /// The message has no such field.
        case unknown
        /// Checked where it is present.
        case optional
        /// Must be present and right.
        case required
    }

    /// Reads one payload and builds its value while the arena holds it.
    func decode<Message: GeneratedMessage, Value>(
        _ payload: [UInt8], as type: Message.Type, budgetBytes: Int,
        checksum: ChecksumRule = .unknown,
        build: (UnsafePointer<Message>, Envelope) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        guard payload.count <= limits.payloadBytesMax else {
            throw WireError(
                reason: .oversize,
                detail: "payload of \(payload.count) bytes is over \(limits.payloadBytesMax)")
        }
        return try payload.withUnsafeBufferPointer { buffer throws(WireError) -> Value in
            let bytes = UnsafeRawBufferPointer(buffer)
            let descriptor = Message.descriptor
            var scan = WireScan()
            let fault: WireScan.Fault?
            do throws(WireScan.Fault) {
                try scan.walk(bytes, as: descriptor)
                fault = nil
            } catch { fault = error }
            let envelope = Envelope(bootID: scan.bootID, sequence: scan.sequence)
            if let fault { throw envelope.refusal(.malformed, fault.detail) }
            try check(checksum, of: bytes, at: scan.checksumOffset, envelope)

            var allocator = arena.reset(budgetBytes: budgetBytes)
            guard
                let message = protobuf_c_message_unpack(
                    descriptor, &allocator, bytes.count, buffer.baseAddress)
            else {
                throw arena.isRefused
                    ? envelope.refusal(.oversize, "unpacks to more than \(budgetBytes) bytes")
                    : envelope.refusal(.malformed, "not a \(Self.name(of: descriptor))")
            }
            return try build(
                UnsafeRawPointer(message).assumingMemoryBound(to: Message.self), envelope)
        }
    }

    private func check(
        _ rule: ChecksumRule, of bytes: UnsafeRawBufferPointer, at offset: Int?,
        _ envelope: Envelope
    ) throws(WireError) {
        guard rule != .unknown else { return }
        guard let offset else {
            guard rule == .required else { return }
            throw envelope.refusal(.checksum, "crc32c is absent but required here")
        }
        // One byte of tag, four of value, and nothing behind them.
        guard offset + 5 == bytes.count else {
            throw envelope.refusal(.checksum, "crc32c is not the last field")
        }
        let written = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 1, as: UInt32.self))
        guard Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[..<offset])) == written else {
            throw envelope.refusal(.checksum, "crc32c does not match the bytes before it")
        }
    }

    private static func name(of descriptor: UnsafePointer<ProtobufCMessageDescriptor>) -> String {
        String(cString: descriptor.pointee.short_name)
    }
}
