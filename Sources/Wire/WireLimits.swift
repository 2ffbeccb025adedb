/// How large a message may be, packed and unpacked: what is larger is `oversize`.
public struct WireLimits: Hashable, Sendable {
    /// The most bytes of a payload.
    public var payloadBytesMax: Int
    /// The most bytes that a sensor's message may take when unpacked.
    ///
    /// Counts what the parser allocates, its own bookkeeping included, so that a small payload of
    /// many empty or unknown fields cannot grow by a factor of sixty.
    public var frameBytesMax: Int
    /// The most bytes that an engine's message (a head, a tile, …) may take when unpacked.
    public var outputBytesMax: Int

    /// Limits in bytes: 128 KiB payloads, 64 KiB frames, 1 MiB outputs.
    public init(
        payloadBytesMax: Int = 128 << 10, frameBytesMax: Int = 64 << 10,
        outputBytesMax: Int = 1 << 20
    ) {
        precondition(
            payloadBytesMax > 0 && frameBytesMax > 0 && outputBytesMax > 0, "limits are positive")
        self.payloadBytesMax = payloadBytesMax
        self.frameBytesMax = frameBytesMax
        self.outputBytesMax = outputBytesMax
    }
}
