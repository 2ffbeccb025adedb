/// What one measurement says about the interfering signal strength where it was taken.
public struct IssEstimate: Hashable, Sendable {
    /// Interference and noise, dBm.
    public var valueDbm: Double
    /// Standard deviation of the truth about ``valueDbm``, dB.
    public var standardDeviationDb: Double
    /// The negative indicator: whether the desired signal should have exceeded what was received.
    public var isNegative: Bool

    /// An estimate from its parts.
    public init(valueDbm: Double, standardDeviationDb: Double, isNegative: Bool) {
        self.valueDbm = valueDbm
        self.standardDeviationDb = standardDeviationDb
        self.isNegative = isNegative
    }
}

/// One method of turning a measurement and the desired signal into interference.
public protocol IssEstimator: Sendable {
    /// The method's name.
    static var name: String { get }

    /// The interference behind a received power of which the desired signal is a part.
    ///
    /// - Parameters:
    ///   - rssWatts: What was received, R, watts; positive.
    ///   - dssWatts: What the own stations should deliver, D̂, watts; 0 where there is none.
    /// - Returns: The interference with its standard deviation.
    func estimate(rssWatts: Double, dssWatts: Double) -> IssEstimate
}
