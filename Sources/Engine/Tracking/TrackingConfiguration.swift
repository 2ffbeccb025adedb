/// How estimates become interferers with a life.
public struct TrackingConfiguration: Hashable, Codable, Sendable {
    /// Distance within which an estimate belongs to a track, metres.
    public var gateMetres: Double = 80
    /// Distance within which it does, too, in standard deviations of both.
    public var gateDeviations: Double = 3
    /// Looks out of the last `confirmationWindow` that must have found it.
    public var confirmationHits = 4
    /// Looks that confirmation goes back; at most 64.
    public var confirmationWindow = 6
    /// Confidence, as fused over the looks, from which on an interferer is believed; an estimate
    /// below it neither begins nor moves one.
    public var confirmationConfidence: Double = 0.5
    /// Radius (CE90) within which an interferer must be known to be reported at once, metres.
    public var confirmationCE90Metres: Double = 60
    /// Time after which it is reported however wide the radius is, seconds.
    public var confirmationPatienceSeconds: Double = 10
    /// Time without word of it, though somebody listened, after which it is cleared, seconds.
    public var clearAfterSeconds: Double = 20
    /// Time after which it is cleared though nobody listened, seconds.
    public var expireAfterSeconds: Double = 3_600
    /// Time after clearing in which it comes back under the same id, seconds.
    public var retriggerSeconds: Double = 300
    /// Least displacement that is reported as a move, metres.
    public var movedMetres: Double = 50
    /// Least displacement that is reported as a move, in standard deviations of both positions.
    public var movedDeviations: Double = 3
    /// Least time between two reported moves of one interferer, seconds.
    public var movedIntervalSeconds: Double = 10
    /// Least share of the newest estimate's information in a track's position.
    public var smoothing: Double = 0.5
    /// How far an emitter may wander in a second, metres: grows with the root of time.
    public var wanderMetres: Double = 1
    /// Fastest emitter that is followed as one, metres per second.
    public var speedMaxMetresPerSecond: Double = 40
    /// Changes of one interferer reported in a minute at most; more wait and are counted.
    public var transitionsPerMinute = 4
    /// Tracks at most; beyond it the weakest one that is not active is dropped and counted.
    public var trackCountMax = 64

    /// The defaults.
    public init() {}
}
