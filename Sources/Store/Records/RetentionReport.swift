/// What retention has deleted, and what it had to leave.
public struct RetentionReport: Hashable, Sendable {
    /// Journal rows deleted.
    public var journalRows = 0
    /// Bytes of journal deleted.
    public var journalBytes: Int64 = 0
    /// Bytes by which the journal exceeds its limit because no snapshot has passed them.
    public var journalBytesHeldBack: Int64 = 0
    /// Revisions of maps deleted.
    public var mapRevisions = 0
    /// Bytes of map history deleted.
    public var historyBytes: Int64 = 0
    /// Bytes by which the map history exceeds its limit because present maps need them.
    public var historyBytesHeldBack: Int64 = 0
    /// Rejected messages deleted.
    public var quarantineRows = 0
    /// Decisions deleted.
    public var decisions = 0
    /// Published alerts deleted.
    public var alerts = 0
    /// Past states of interferers deleted.
    public var interfererStates = 0
    /// Whether everything that could be deleted was; otherwise call again soon.
    public var isComplete = true

    /// A report of nothing deleted.
    public init() {}
}
