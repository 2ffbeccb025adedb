import Geometry
import Model

/// What a localiser is told before a flight begins: where an emitter may be, and what stands about.
public struct LocalisationSetting: Sendable {
    /// Western border of the region that is watched, metres in the local frame.
    public var westMetres: Double
    /// Southern border.
    public var southMetres: Double
    /// Eastern border.
    public var eastMetres: Double
    /// Northern border.
    public var northMetres: Double
    /// How far outside the borders an emitter may be too, metres.
    public var marginMetres: Double
    /// Height above the local origin at which an emitter is sought, metres.
    public var emitterHeightMetres: Double
    /// Lines of sight over the city, where a city is known.
    public var lineOfSight: LineOfSight?

    /// A setting from its parts; the borders must enclose an area.
    public init(
        westMetres: Double, southMetres: Double, eastMetres: Double, northMetres: Double,
        marginMetres: Double = 0, emitterHeightMetres: Double = 1.5,
        lineOfSight: LineOfSight? = nil
    ) {
        precondition(
            westMetres < eastMetres && southMetres < northMetres && marginMetres >= 0,
            "an area has a size")
        self.westMetres = westMetres
        self.southMetres = southMetres
        self.eastMetres = eastMetres
        self.northMetres = northMetres
        self.marginMetres = marginMetres
        self.emitterHeightMetres = emitterHeightMetres
        self.lineOfSight = lineOfSight
    }

    /// The places that an emitter may have, from west to east, margin included, metres.
    public var eastRange: ClosedRange<Double> {
        westMetres - marginMetres...eastMetres + marginMetres
    }

    /// The places that an emitter may have, from south to north, margin included, metres.
    public var northRange: ClosedRange<Double> {
        southMetres - marginMetres...northMetres + marginMetres
    }
}
