/// How exact the two powers are whose difference is the interference.
public struct IssNoise: Hashable, Codable, Sendable {
    /// Standard deviation of the true desired signal about D̂, dB.
    public var dssDeviationDb: Double
    /// Standard deviation of a measured power, dB.
    public var rssDeviationDb: Double
    /// The receivers' noise, dBm: interference, which noise is a part of, is never below it.
    public var noiseFloorDbm: Double

    /// The uncertainties of one band.
    public init(
        dssDeviationDb: Double, rssDeviationDb: Double = 1, noiseFloorDbm: Double = -110
    ) {
        precondition(
            dssDeviationDb > 0 && rssDeviationDb > 0, "standard deviations are positive")
        self.dssDeviationDb = dssDeviationDb
        self.rssDeviationDb = rssDeviationDb
        self.noiseFloorDbm = noiseFloorDbm
    }
}
