/// How samples become evidence about cells, and how evidence is forgotten.
public struct EvidenceConfiguration: Hashable, Codable, Sendable {
    /// Time in which evidence loses half its weight, seconds.
    public var halfLifeSeconds: Double = 60
    /// Residual, in standard deviations, beyond which a sample's weight falls (Huber).
    public var huberLimit: Double = 2
    /// Standard deviation of a single sample about its cell's mean before any is known, decibels.
    public var priorDeviationDb: Double = 5
    /// Least standard deviation of a cell's mean, decibels: what averaging cannot remove.
    public var floorDeviationDb: Double = 1
    /// Standard deviation of a sensor's calibration where its birth does not say, decibels.
    public var sensorBiasDeviationDb: Double = 2
    /// How far from a z level a sample may be to count for its cells, metres.
    public var levelReachMetres: Double = 25
    /// Samples waiting for their tick to close; beyond it the oldest tick closes early.
    public var pendingSampleCountMax = 4_000_000

    /// The defaults.
    public init() {}
}
