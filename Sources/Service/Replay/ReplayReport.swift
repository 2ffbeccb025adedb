import Model

/// How a replay went.
public struct ReplayReport: Hashable, Codable, Sendable {
    /// Points read from the files.
    public var points = 0
    /// Frames sent.
    public var frames: UInt64 = 0
    /// Frames refused, by reason; from a private engine only.
    public var rejected: [String: UInt64] = [:]
    /// Frames refused in all.
    public var rejectedTotal: UInt64 = 0
    /// Frames given up as lost.
    public var lost: UInt64 = 0
    /// Map revisions made; from a private engine only.
    public var mapRevisions: UInt64?
    /// Tiles published; from a private engine only.
    public var tiles: UInt64?
    /// Alerts, in their order; from a private engine only.
    public var alerts: [Alert] = []
    /// From the first frame to the last tile, seconds.
    public var seconds = 0.0
    /// Frames a second, from the first frame to the last acknowledgement.
    public var framesPerSecond = 0.0
    /// Where the history is; from a private engine only.
    public var stateDirectory: String?

    /// A report of nothing.
    public init() {}
}
