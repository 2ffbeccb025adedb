/// An emitter that the operator knows and that is no interferer: a relay, a neighbour's station.
public struct KnownEmitter: Hashable, Codable, Sendable {
    /// Within how much of it nothing is alerted where nobody says else, metres.
    public static let radiusMetresDefault = 50.0

    /// Its name, for people: as a topic segment.
    public var name: String
    /// The band it transmits in.
    public var band: BandID
    /// Where its antenna stands.
    public var position: GeodeticPosition
    /// Equivalent isotropically radiated power, dBm; `nil` where it is not known.
    public var eirpDbm: Double?
    /// Within this of it nothing is alerted, metres.
    public var radiusMetres: Double

    /// An emitter from its parts.
    public init(
        name: String, band: BandID, position: GeodeticPosition, eirpDbm: Double? = nil,
        radiusMetres: Double = radiusMetresDefault
    ) {
        self.name = name
        self.band = band
        self.position = position
        self.eirpDbm = eirpDbm
        self.radiusMetres = radiusMetres
    }

    /// Whether it is one: a name that can be written anywhere, a place on the Earth, plain numbers.
    public var isSound: Bool {
        RegionID.isValid(name) && BandID.isValid(band.rawValue) && position.isOnEarth
            && (eirpDbm.map { abs($0) <= 200 } ?? true) && (0...100_000).contains(radiusMetres)
    }
}

extension GeodeticPosition {
    /// Whether it is a place on or near the Earth.
    public var isOnEarth: Bool {
        abs(latitudeDegrees) <= 90 && abs(longitudeDegrees) <= 180 && abs(altitudeMetres) <= 1e6
    }
}
