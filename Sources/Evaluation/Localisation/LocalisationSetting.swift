import Geometry
import Model

/// What a localiser is told before a flight begins: where an emitter may be, and what stands about.
public struct LocalisationSetting: Sendable {
    /// Western border of the places that an emitter may have, metres in the local frame.
    public var westMetres: Double
    /// Southern border.
    public var southMetres: Double
    /// Eastern border.
    public var eastMetres: Double
    /// Northern border.
    public var northMetres: Double
    /// Height above the local origin at which an emitter is sought, metres.
    public var emitterHeightMetres: Double
    /// Lines of sight over the city, where a city is known.
    public var lineOfSight: LineOfSight?

    /// A setting from its parts; the borders must enclose an area.
    public init(
        westMetres: Double, southMetres: Double, eastMetres: Double, northMetres: Double,
        emitterHeightMetres: Double = 1.5, lineOfSight: LineOfSight? = nil
    ) {
        precondition(westMetres < eastMetres && southMetres < northMetres, "an area has a size")
        self.westMetres = westMetres
        self.southMetres = southMetres
        self.eastMetres = eastMetres
        self.northMetres = northMetres
        self.emitterHeightMetres = emitterHeightMetres
        self.lineOfSight = lineOfSight
    }

    /// The area's middle, at an emitter's height.
    public var centre: LocalPosition {
        LocalPosition(
            eastMetres: (westMetres + eastMetres) / 2, northMetres: (southMetres + northMetres) / 2,
            upMetres: emitterHeightMetres)
    }
}
