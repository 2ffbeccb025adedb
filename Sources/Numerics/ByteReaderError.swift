/// Why bytes could not be read back: they end too early, or say what cannot be.
public struct ByteReaderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being read, such as `Double` or `array of Float`.
    public var what: String
    /// Where, in bytes from the beginning.
    public var offset: Int
    /// What is wrong with it.
    public var reason: String

    /// An error from its parts.
    public init(what: String, offset: Int, reason: String) {
        self.what = what
        self.offset = offset
        self.reason = reason
    }

    /// One sentence for a log.
    public var description: String {
        "cannot read \(what) at byte \(offset): \(reason)"
    }
}
