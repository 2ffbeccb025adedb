/// A place on or above the Earth: WGS 84 degrees, metres above the ellipsoid.
public struct GeodeticPosition: Hashable, Codable, Sendable {
    /// Degrees north, -90 to 90.
    public var latitudeDegrees: Double
    /// Degrees east, -180 to 180.
    public var longitudeDegrees: Double
    /// Metres above the WGS 84 ellipsoid.
    public var altitudeMetres: Double

    /// A place from degrees and metres.
    public init(latitudeDegrees: Double, longitudeDegrees: Double, altitudeMetres: Double) {
        self.latitudeDegrees = latitudeDegrees
        self.longitudeDegrees = longitudeDegrees
        self.altitudeMetres = altitudeMetres
    }
}

/// A place in a region's local frame: metres east, north and up of its origin (REP 103, ENU).
public struct LocalPosition: Hashable, Codable, Sendable {
    /// Metres east of the origin.
    public var eastMetres: Double
    /// Metres north of the origin.
    public var northMetres: Double
    /// Metres above the origin's tangent plane.
    public var upMetres: Double

    /// A place from metres east, north and up.
    public init(eastMetres: Double, northMetres: Double, upMetres: Double) {
        self.eastMetres = eastMetres
        self.northMetres = northMetres
        self.upMetres = upMetres
    }

    /// Distance to another place, metres, in three dimensions.
    public func distanceMetres(to other: LocalPosition) -> Double {
        let horizontal = horizontalDistanceMetres(to: other)
        let vertical = upMetres - other.upMetres
        return (horizontal * horizontal + vertical * vertical).squareRoot()
    }

    /// Distance to another place, metres, seen from above.
    public func horizontalDistanceMetres(to other: LocalPosition) -> Double {
        let east = eastMetres - other.eastMetres
        let north = northMetres - other.northMetres
        return (east * east + north * north).squareRoot()
    }
}
