/// How much a store holds.
public struct StoreCounters: Hashable, Codable, Sendable {
    /// Frames, births and states in the journal.
    public var journalRows = 0
    /// Bytes of the journal.
    public var journalBytes: Int64 = 0
    /// The first journal row; 0 where there is none.
    public var firstJournalID: Int64 = 0
    /// The last journal row; 0 where there is none.
    public var lastJournalID: Int64 = 0
    /// Rejected messages kept.
    public var quarantineRows = 0
    /// Bytes of rejected messages kept.
    public var quarantineBytes: Int64 = 0
    /// Rejected messages ever, by the name of their reason.
    public var rejected: [String: Int] = [:]
    /// Alerts kept.
    public var alerts = 0
    /// Alerts not published yet.
    public var unpublishedAlerts = 0
    /// Revisions of maps kept.
    public var mapRevisions = 0
    /// Bytes of map history.
    public var historyBytes: Int64 = 0
    /// Decisions kept.
    public var decisions = 0
    /// Snapshots kept.
    public var snapshots = 0
    /// The newest snapshot's round; nil where there is none.
    public var snapshotRound: UInt64?
    /// The last round; nil where there is none.
    public var lastRound: UInt64?
    /// The fencing epoch.
    public var epoch: UInt64 = 0
    /// The engine's identity.
    public var engineID = ""
    /// The file's size, bytes.
    public var fileBytes: Int64 = 0
    /// The write-ahead log's size, bytes.
    public var logBytes: Int64 = 0

    /// Counters of an empty store.
    public init() {}
}
