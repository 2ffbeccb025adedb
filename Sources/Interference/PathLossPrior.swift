/// What is believed of the path loss before anything is measured, and the fit's robustness.
public struct PathLossPrior: Hashable, Codable, Sendable {
    /// Expected path loss at one metre, dB.
    public var interceptDb: Double
    /// Its standard deviation, dB.
    public var interceptDeviationDb: Double
    /// Expected exponent.
    public var exponent: Double
    /// Its standard deviation.
    public var exponentDeviation: Double
    /// Expected scatter about the model, dB.
    public var scatterDb: Double
    /// The range that an exponent is kept within.
    public var exponentLimits: ClosedRange<Double>

    /// A prior; the defaults are the IMNet notes' (A 28 ± 10 dB, n 2.5 ± 0.5).
    public init(
        interceptDb: Double = 28, interceptDeviationDb: Double = 10, exponent: Double = 2.5,
        exponentDeviation: Double = 0.5, scatterDb: Double = 6,
        exponentLimits: ClosedRange<Double> = 1.5...6
    ) {
        precondition(
            interceptDeviationDb > 0 && exponentDeviation > 0 && scatterDb > 0,
            "a prior's deviations are positive")
        self.interceptDb = interceptDb
        self.interceptDeviationDb = interceptDeviationDb
        self.exponent = exponent
        self.exponentDeviation = exponentDeviation
        self.scatterDb = scatterDb
        self.exponentLimits = exponentLimits
    }

    /// The model that the prior alone gives.
    public var model: PathLossModel {
        PathLossModel(
            interceptDb: interceptDb, exponent: exponent, standardDeviationDb: scatterDb)
    }
}
