import Sensing

/// How coset frames become spectra, and what that may cost.
public struct SpectrumConfiguration: Hashable, Codable, Sendable {
    /// The estimator, by its name in the registry of `Sensing`.
    public var estimator = StreamingSparseBayes.name
    /// Iterations that one update of one spectrum may take.
    public var iterationsMax = 20
    /// Frames that a method without a state of its own looks back on.
    public var windowFrames = 20
    /// Whether unlike gains and delays of a receiver's cosets are learnt and corrected.
    public var calibratesCosets = true
    /// The share of what is vacant that may count as occupied.
    public var falseAlarmProbability = 1e-3
    /// Time in which a look loses half its weight in the share of time occupied, seconds.
    public var occupancyHalfLifeSeconds: Double = 60
    /// Least time between two spectra of one tuning of a sensor, seconds.
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

    /// A tracker at the beginning of a stream, as configured.
    ///
    /// It is behind a guard, a converter's direct current being no carrier, and then behind a
    /// calibration, where one is asked for.
    ///
    /// - Throws: `EngineStateError` where no estimator has the name.
    func tracker() throws(EngineStateError) -> any SpectrumTracker {
        let tracker = try bareTracker()
        return GuardedTracker(calibratesCosets ? CalibratedTracker(tracker) : tracker)
    }

    private func bareTracker() throws(EngineStateError) -> any SpectrumTracker {
        if var settings = StreamingSettings.named(estimator) {
            settings.falseAlarmProbability = falseAlarmProbability
            return StreamingSparseBayes(settings: settings)
        }
        do throws(SensingError) {
            return try SpectrumMethods.tracker(named: estimator, windowFrames: windowFrames)
        } catch {
            throw EngineStateError(reason: "the spectrum's estimator: \(error)")
        }
    }
}
