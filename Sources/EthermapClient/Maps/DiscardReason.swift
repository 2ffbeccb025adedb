import Model

/// Why a reader of a region passed over a message.
public enum DiscardReason: String, CaseIterable, Hashable, Sendable {
    /// The same message again, as QoS 1 allows.
    case duplicate
    /// From an engine that a newer one has replaced.
    case staleEpoch = "stale_epoch"
    /// Older than what is here.
    case staleRevision = "stale_revision"
    /// A tile that does not fit its map's grid.
    case misfit
    /// Names another region, map, tile or interferer than its topic.
    case topicMismatch = "topic_mismatch"
    /// A topic that is not ours.
    case unknownTopic = "unknown_topic"
    /// Not a message of its topic's type; `DiscardCounts.refusals` has the reasons.
    case refused
    /// More maps, or more cells waiting, than the reader holds.
    case overflow
}

/// How many messages a reader passed over, and why.
public struct DiscardCounts: Hashable, Sendable {
    private var counts: [DiscardReason: Int] = [:]
    /// Refusals by the decoder's reason.
    public private(set) var refusals: [RejectionReason: Int] = [:]

    /// Nothing passed over.
    public init() {}

    /// Messages passed over for a reason.
    public subscript(reason: DiscardReason) -> Int { counts[reason] ?? 0 }

    /// Messages passed over.
    public var total: Int { counts.values.reduce(0, +) }

    /// Counts one.
    mutating func count(_ reason: DiscardReason) { counts[reason, default: 0] += 1 }

    /// Counts one, and says that it was not taken.
    mutating func refuse(_ reason: DiscardReason) -> Bool {
        count(reason)
        return false
    }

    /// Counts one that the decoder refused.
    mutating func countRefusal(_ reason: RejectionReason) {
        count(.refused)
        refusals[reason, default: 0] += 1
    }
}
