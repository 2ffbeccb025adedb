import Model

/// A region's local frame: metres east, north and up of an origin on the WGS 84 ellipsoid (REP 103).
///
/// Exact: geodetic to ECEF, a rotation that is computed once, and back (Bowring 1976, two rounds,
/// good to far better than a micrometre below 100 km). What is not a place on the Earth (NaN, a latitude
/// beyond 90°, a longitude beyond 180°) gives NaN and never traps.
public struct LocalFrame: Hashable, Sendable {
    /// Where ENU (0, 0, 0) lies.
    public let origin: GeodeticPosition

    /// The origin in ECEF, metres.
    private let originECEF: ECEFPosition
    private let latitude: AngleNearby
    private let longitude: AngleNearby

    /// The frame of an origin; an origin that is no place on the Earth makes every conversion NaN.
    public init(origin: GeodeticPosition) {
        self.origin = origin
        originECEF = ECEFPosition(origin)
        latitude = AngleNearby(degrees: origin.latitudeDegrees)
        longitude = AngleNearby(degrees: origin.longitudeDegrees)
    }

    /// The local place of a geodetic one; NaN where the input is no place on the Earth.
    public func local(of position: GeodeticPosition) -> LocalPosition {
        guard abs(position.latitudeDegrees) <= 90, abs(position.longitudeDegrees) <= 180 else {
            return LocalPosition(eastMetres: .nan, northMetres: .nan, upMetres: .nan)
        }
        let place = ECEFPosition(
            latitude: latitude.sineAndCosine(ofDegrees: position.latitudeDegrees),
            longitude: longitude.sineAndCosine(ofDegrees: position.longitudeDegrees),
            altitudeMetres: position.altitudeMetres)
        let x = place.x - originECEF.x
        let y = place.y - originECEF.y
        let z = place.z - originECEF.z
        // Along the origin's meridian plane: outward from the Earth's axis.
        let outward = longitude.cosine * x + longitude.sine * y
        return LocalPosition(
            eastMetres: longitude.cosine * y - longitude.sine * x,
            northMetres: latitude.cosine * z - latitude.sine * outward,
            upMetres: latitude.cosine * outward + latitude.sine * z
        )
    }

    /// The geodetic place of a local one; NaN where the input is not finite.
    public func geodetic(of position: LocalPosition) -> GeodeticPosition {
        let outward =
            latitude.cosine * position.upMetres - latitude.sine * position.northMetres
        return ECEFPosition(
            x: originECEF.x + longitude.cosine * outward - longitude.sine * position.eastMetres,
            y: originECEF.y + longitude.sine * outward + longitude.cosine * position.eastMetres,
            z: originECEF.z + latitude.cosine * position.northMetres
                + latitude.sine * position.upMetres
        ).geodetic
    }
}
