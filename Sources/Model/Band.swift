/// One monitored band: a centre frequency and a bandwidth, with a name from the configuration.
public struct Band: Hashable, Codable, Sendable {
    /// The band's name.
    public var id: BandID
    /// Centre frequency, hertz.
    public var centerFrequencyHz: Double
    /// Bandwidth, hertz.
    public var bandwidthHz: Double

    /// A band from its name and frequencies.
    public init(id: BandID, centerFrequencyHz: Double, bandwidthHz: Double) {
        self.id = id
        self.centerFrequencyHz = centerFrequencyHz
        self.bandwidthHz = bandwidthHz
    }
}
