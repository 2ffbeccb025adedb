/// The WGS 84 ellipsoid (NGA.STND.0036): two defining constants and what follows from them.
enum WGS84 {
    static let semiMajorAxisMetres = 6_378_137.0
    static let flattening = 1 / 298.257_223_563
    static let semiMinorAxisMetres = semiMajorAxisMetres * (1 - flattening)
    /// e² = f (2 − f).
    static let eccentricitySquared = flattening * (2 - flattening)
    /// e'² = e² / (1 − e²).
    static let secondEccentricitySquared = eccentricitySquared / (1 - eccentricitySquared)
}
