/// How a store keeps and forgets.
public struct StoreConfiguration: Hashable, Codable, Sendable {
    /// When a commit reaches the disk.
    public enum Synchronous: String, Hashable, Codable, Sendable {
        /// Before the commit returns: nothing acknowledged is lost when the power fails.
        case full
        /// At the next checkpoint: the last commits may be lost when the power fails, never when
        /// the process is killed.
        case normal
    }

    /// When a commit reaches the disk.
    public var synchronous: Synchronous
    /// How long accepted frames are kept after a snapshot has passed them, seconds.
    public var journalRetentionSeconds: Double
    /// How much the journal may hold once snapshots have passed it, bytes.
    public var journalBytesMax: Int64
    /// How long the history of maps, interferers and alerts is kept, seconds of the region's clock.
    public var historyRetentionSeconds: Double
    /// How much the history of maps may hold, bytes.
    public var historyBytesMax: Int64
    /// At most so often is a past state of an interferer kept, seconds; changes of phase always.
    public var interfererHistorySeconds: Double
    /// How many past states of interferers are kept.
    public var interfererHistoryRowsMax: Int
    /// How many rejected messages are kept.
    public var quarantineRowsMax: Int
    /// How much the kept rejected messages may hold, bytes.
    public var quarantineBytesMax: Int64
    /// How many snapshots are kept: the newest, and those to fall back on.
    public var snapshotsKept: Int
    /// At most so many revisions of a map are stored as changes before it is stored whole again.
    public var keyframeInterval: Int

    /// A configuration; every default is meant for a single engine on a small machine.
    public init(
        synchronous: Synchronous = .full, journalRetentionSeconds: Double = 86_400,
        journalBytesMax: Int64 = 1 << 30, historyRetentionSeconds: Double = 7 * 86_400,
        historyBytesMax: Int64 = 2 << 30, interfererHistorySeconds: Double = 5,
        interfererHistoryRowsMax: Int = 200_000, quarantineRowsMax: Int = 10_000,
        quarantineBytesMax: Int64 = 16 << 20, snapshotsKept: Int = 2, keyframeInterval: Int = 32
    ) {
        precondition(snapshotsKept > 0, "a store keeps a snapshot")
        precondition(keyframeInterval > 0, "a keyframe comes at least at every revision")
        precondition(quarantineRowsMax >= 0 && quarantineBytesMax >= 0, "limits are not negative")
        self.synchronous = synchronous
        self.journalRetentionSeconds = journalRetentionSeconds
        self.journalBytesMax = journalBytesMax
        self.historyRetentionSeconds = historyRetentionSeconds
        self.historyBytesMax = historyBytesMax
        self.interfererHistorySeconds = interfererHistorySeconds
        self.interfererHistoryRowsMax = interfererHistoryRowsMax
        self.quarantineRowsMax = quarantineRowsMax
        self.quarantineBytesMax = quarantineBytesMax
        self.snapshotsKept = snapshotsKept
        self.keyframeInterval = keyframeInterval
    }
}
