/// How peaks become interferers with a life.
public struct TrackingConfiguration: Hashable, Codable, Sendable {
    /// Distance within which a peak belongs to a track, metres.
    public var gateMetres: Double = 80
    /// Rounds out of the last `confirmationWindow` in which a peak must have been seen.
    public var confirmationHits = 4
    /// Rounds that confirmation looks back on; at most 64.
    public var confirmationWindow = 6
    /// Time without a peak, though samples came, after which an interferer is cleared, seconds.
    public var clearAfterSeconds: Double = 20
    /// Least displacement that is reported as a move, metres.
    public var movedMetres: Double = 50
    /// Share of a new peak's position in a track's (exponential smoothing).
    public var smoothing: Double = 0.3
    /// Tracks at most; beyond it the weakest unconfirmed one is dropped and counted.
    public var trackCountMax = 64

    /// The defaults.
    public init() {}
}
