import Glibc
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
    private let sineLatitude: Double
    private let cosineLatitude: Double
    private let sineLongitude: Double
    private let cosineLongitude: Double

    /// The frame of an origin; an origin that is no place on the Earth makes every conversion NaN.
    public init(origin: GeodeticPosition) {
        self.origin = origin
        originECEF = ECEFPosition(origin)
        sineLatitude = sin(origin.latitudeDegrees * .pi / 180)
        cosineLatitude = cos(origin.latitudeDegrees * .pi / 180)
        sineLongitude = sin(origin.longitudeDegrees * .pi / 180)
        cosineLongitude = cos(origin.longitudeDegrees * .pi / 180)
    }

    /// The local place of a geodetic one; NaN where the input is no place on the Earth.
    public func local(of position: GeodeticPosition) -> LocalPosition {
        let place = ECEFPosition(position)
        let x = place.x - originECEF.x
        let y = place.y - originECEF.y
        let z = place.z - originECEF.z
        // Along the origin's meridian plane: outward from the Earth's axis.
        let outward = cosineLongitude * x + sineLongitude * y
        return LocalPosition(
            eastMetres: cosineLongitude * y - sineLongitude * x,
            northMetres: cosineLatitude * z - sineLatitude * outward,
            upMetres: cosineLatitude * outward + sineLatitude * z
        )
    }

    /// The geodetic place of a local one; NaN where the input is not finite.
    public func geodetic(of position: LocalPosition) -> GeodeticPosition {
        let outward =
            cosineLatitude * position.upMetres - sineLatitude * position.northMetres
        return ECEFPosition(
            x: originECEF.x + cosineLongitude * outward - sineLongitude * position.eastMetres,
            y: originECEF.y + sineLongitude * outward + cosineLongitude * position.eastMetres,
            z: originECEF.z + cosineLatitude * position.northMetres
                + sineLatitude * position.upMetres
        ).geodetic
    }
}
