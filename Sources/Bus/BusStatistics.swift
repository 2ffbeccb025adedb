/// What a publisher has done so far.
public struct BusStatistics: Hashable, Sendable {
    /// Messages that the broker has acknowledged.
    public var acknowledgedCount: UInt64 = 0
    /// Messages that the broker, or a limit, refused.
    public var refusedCount: UInt64 = 0
    /// States that a newer one replaced before they were sent.
    public var supersededCount: UInt64 = 0
    /// Spectra dropped, because there was no connection or no room.
    public var droppedSpectrumCount: UInt64 = 0
    /// Times that everything retained was published again, because the broker had lost it.
    public var republicationCount: UInt64 = 0
    /// States that wait to be sent.
    public var pendingCount = 0

    /// Nothing done yet.
    public init() {}
}
