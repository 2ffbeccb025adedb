/// How far the write-ahead log has been copied into the file.
public struct CheckpointReport: Hashable, Sendable {
    /// Pages in the write-ahead log.
    public var logPages: Int
    /// Pages of them that are in the file.
    public var copiedPages: Int

    /// A report from its parts.
    public init(logPages: Int, copiedPages: Int) {
        self.logPages = logPages
        self.copiedPages = copiedPages
    }
}
