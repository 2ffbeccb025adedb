/// What a check of a store has found.
public struct StoreCheckReport: Hashable, Codable, Sendable {
    /// What is wrong, one sentence each; empty where the store is sound.
    public var findings: [String] = []
    /// Journal rows counted.
    public var journalRows = 0
    /// Revisions of maps replayed.
    public var mapRevisions = 0
    /// Alerts decoded.
    public var alerts = 0
    /// Interferers decoded.
    public var interferers = 0
    /// Snapshots whose digest was computed.
    public var snapshots = 0

    /// Whether nothing is wrong.
    public var isSound: Bool { findings.isEmpty }

    /// A report without findings.
    public init() {}
}
