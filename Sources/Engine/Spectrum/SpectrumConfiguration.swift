/// How coset frames become spectra, and what that may cost.
public struct SpectrumConfiguration: Hashable, Codable, Sendable {
    /// The estimator, by its name in the registry of `Sensing`.
    public var estimator = "m-sbl"
    /// Iterations that one update of one spectrum may take.
    public var iterationsMax = 20
    /// Frames that a method without a state of its own looks back on.
    public var windowFrames = 20
    /// The share of vacant bins that an estimator's own thresholds let through.
    public var falseAlarmProbability = 1e-3
    /// Time in which a look loses half its weight in the share of time occupied, seconds.
    public var occupancyHalfLifeSeconds: Double = 60
    /// Least time between two spectra of one sensor on the bus, seconds.
    public var publishIntervalSeconds: Double = 0.5
    /// Blocks that one tick may work out over all sensors, shared out evenly; older ones are passed
    /// over.
    public var blockBudget = 256
    /// Sensors of which a spectrum is kept.
    public var sensorCountMax = 64
    /// Bands that are followed of one sensor; the weakest beyond them are not told.
    public var bandCountMax = 64

    /// The defaults.
    public init() {}
}
