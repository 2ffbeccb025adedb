/// One occupied stretch of a sensor's spectrum.
public struct SpectrumBand: Hashable, Sendable {
    /// Its middle, hertz.
    public var centerFrequencyHz: Double
    /// Its width, hertz: a whole number of bins.
    public var widthHz: Double
    /// Its power, noise taken out, dBm.
    public var powerDbm: Float
    /// Standard deviation of its power, decibels; `nil` where the method tells none.
    public var powerDeviationDb: Float?
    /// Time of the first frame that showed it.
    public var firstSeen: UnixTime
    /// Share of time that its bins were occupied, 0 to 1, older looks fading.
    public var occupancy: Float

    /// A band from its parts.
    public init(
        centerFrequencyHz: Double, widthHz: Double, powerDbm: Float, powerDeviationDb: Float?,
        firstSeen: UnixTime, occupancy: Float
    ) {
        self.centerFrequencyHz = centerFrequencyHz
        self.widthHz = widthHz
        self.powerDbm = powerDbm
        self.powerDeviationDb = powerDeviationDb
        self.firstSeen = firstSeen
        self.occupancy = occupancy
    }

    /// Its lower edge, hertz.
    public var lowerEdgeHz: Double { centerFrequencyHz - widthHz / 2 }
    /// Its upper edge, hertz.
    public var upperEdgeHz: Double { centerFrequencyHz + widthHz / 2 }
}
