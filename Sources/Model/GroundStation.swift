/// One of the operator's own transmitters (GBS), whose signal is desired, not interference.
public struct GroundStation: Hashable, Codable, Sendable {
    /// Its name, for people.
    public var name: String
    /// Where its antenna stands.
    public var position: GeodeticPosition
    /// The band it transmits in.
    public var band: BandID
    /// Equivalent isotropically radiated power, dBm.
    public var eirpDbm: Double

    /// A station from its parts.
    public init(name: String, position: GeodeticPosition, band: BandID, eirpDbm: Double) {
        self.name = name
        self.position = position
        self.band = band
        self.eirpDbm = eirpDbm
    }
}
