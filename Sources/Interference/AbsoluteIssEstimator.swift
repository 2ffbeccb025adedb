import Glibc
import Model

/// The paper's way: 10 log10 |R - D̂|, sign or no sign.
///
/// Its standard deviation is that of R - D̂ passed through the logarithm, bounded at 20 dB: where the
/// two nearly cancel, the value says next to nothing.
public struct AbsoluteIssEstimator: IssEstimator {
    /// The method's name.
    public static let name = "absolute"
    /// The greatest standard deviation that is stated, dB.
    public static let deviationMaxDb = 20.0

    private let noise: IssNoise

    /// An estimator from the uncertainties of its band.
    public init(noise: IssNoise) { self.noise = noise }

    /// The interference behind a received power.
    public func estimate(rssWatts: Double, dssWatts: Double) -> IssEstimate {
        let sample = InterferingSignal.sample(rssWatts: rssWatts, dssWatts: dssWatts)
        let floor = Decibels.watts(fromDbm: noise.noiseFloorDbm)
        let magnitude = max(sample.magnitudeWatts, floor)
        let fromDesired = noise.dssDeviationDb * dssWatts / magnitude
        let fromReceived = noise.rssDeviationDb * rssWatts / magnitude
        let deviation = (fromDesired * fromDesired + fromReceived * fromReceived).squareRoot()
        return IssEstimate(
            valueDbm: Decibels.dbm(fromWatts: magnitude),
            standardDeviationDb: min(deviation, Self.deviationMaxDb),
            isNegative: sample.isNegative)
    }
}
