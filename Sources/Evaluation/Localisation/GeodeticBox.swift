import Formats

/// A box on the map, degrees.
public struct GeodeticBox: Hashable, Sendable {
    /// Western border, degrees east.
    public var westDegrees: Double
    /// Southern border, degrees north.
    public var southDegrees: Double
    /// Eastern border, degrees east.
    public var eastDegrees: Double
    /// Northern border, degrees north.
    public var northDegrees: Double

    /// A box from its borders; `nil` where they enclose nothing on the Earth.
    public init?(
        westDegrees: Double, southDegrees: Double, eastDegrees: Double, northDegrees: Double
    ) {
        guard westDegrees < eastDegrees, southDegrees < northDegrees, abs(westDegrees) <= 180,
            abs(eastDegrees) <= 180, abs(southDegrees) <= 90, abs(northDegrees) <= 90
        else { return nil }
        self.westDegrees = westDegrees
        self.southDegrees = southDegrees
        self.eastDegrees = eastDegrees
        self.northDegrees = northDegrees
    }

    /// The box about a recording's samples; a line or a point where they do not spread.
    init(_ extent: RecordingExtent) {
        westDegrees = extent.westDegrees
        southDegrees = extent.southDegrees
        eastDegrees = extent.eastDegrees
        northDegrees = extent.northDegrees
    }

    /// Whether two boxes have a point in common.
    func overlaps(_ other: GeodeticBox) -> Bool {
        westDegrees <= other.eastDegrees && other.westDegrees <= eastDegrees
            && southDegrees <= other.northDegrees && other.southDegrees <= northDegrees
    }

    /// The least box that holds both.
    func union(_ other: GeodeticBox) -> GeodeticBox {
        var union = self
        union.westDegrees = min(westDegrees, other.westDegrees)
        union.southDegrees = min(southDegrees, other.southDegrees)
        union.eastDegrees = max(eastDegrees, other.eastDegrees)
        union.northDegrees = max(northDegrees, other.northDegrees)
        return union
    }
}
