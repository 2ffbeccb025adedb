import Model

/// Why a payload was not taken.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason, as it is counted.
    public var reason: RejectionReason
    /// What exactly was wrong, in a sentence of at most 200 characters.
    public var detail: String
    /// The frame's boot, where it could be read.
    ///
    /// After `checksum` it is what the bytes say, which may be what was damaged.
    public var bootID: UInt64?
    /// The frame's sequence, where it could be read, so that it can be passed over.
    public var sequence: UInt64?

    /// An error from its parts.
    public init(
        reason: RejectionReason, detail: String, bootID: UInt64? = nil, sequence: UInt64? = nil
    ) {
        self.reason = reason
        self.detail = String(detail.prefix(200))
        self.bootID = bootID
        self.sequence = sequence
    }

    /// The error as a sentence.
    public var description: String { "message refused (\(reason.rawValue)): \(detail)" }
}
