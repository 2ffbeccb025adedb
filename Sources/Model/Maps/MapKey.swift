/// What a map shows.
public enum MapProduct: String, CaseIterable, Hashable, Codable, Sendable {
    /// Received signal strength, dBm: the 4-D radio map, one band a frequency bin, z included.
    case rss
    /// Fraction of time for which the band is occupied, 0 to 1.
    case occupancy
    /// Desired signal strength: what the operator's own stations put there, dBm.
    case dss
    /// Interfering signal strength, noise included, dBm.
    case iss
    /// Signal to interference and noise: DSS over ISS, dB.
    case sinr

    /// The unit of the map's values.
    public var unit: MapUnit {
        switch self {
        case .rss, .dss, .iss: .dbm
        case .occupancy: .fraction
        case .sinr: .db
        }
    }
}

/// The unit of a map's values.
public enum MapUnit: String, Hashable, Codable, Sendable {
    /// Power over one milliwatt, decibels.
    case dbm = "dBm"
    /// A ratio of powers, decibels.
    case db = "dB"
    /// A share of one.
    case fraction = "1"
}

/// Which map of a region: one product of one band.
public struct MapKey: Hashable, Comparable, Codable, Sendable {
    /// What it shows.
    public var product: MapProduct
    /// Of which band.
    public var band: BandID

    /// A key from its parts.
    public init(product: MapProduct, band: BandID) {
        self.product = product
        self.band = band
    }

    /// Keys order by band, then product.
    public static func < (left: MapKey, right: MapKey) -> Bool {
        (left.band.rawValue, left.product.rawValue) < (right.band.rawValue, right.product.rawValue)
    }
}
