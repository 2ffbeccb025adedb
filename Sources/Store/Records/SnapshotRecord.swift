import Model

/// The engine's whole warm state after one round: what a restart begins from.
public struct SnapshotRecord: Hashable, Sendable {
    /// The round after which it was taken.
    public var round: UInt64
    /// The round's instant on the region's clock.
    public var tick: UnixTime
    /// The last journal row that is in it; a restart replays what follows.
    public var journalThrough: Int64
    /// The configuration under which it was made; another one cannot use it.
    public var configurationHash: String
    /// The state; the store does not look inside.
    public var state: [UInt8]

    /// A snapshot from its parts.
    public init(
        round: UInt64, tick: UnixTime, journalThrough: Int64, configurationHash: String,
        state: [UInt8]
    ) {
        self.round = round
        self.tick = tick
        self.journalThrough = journalThrough
        self.configurationHash = configurationHash
        self.state = state
    }

    /// The digest by which damage is found.
    var digest: UInt64 {
        Digest.of(state, with: [round, tick.nanoseconds, journalThrough.unsigned])
    }
}
