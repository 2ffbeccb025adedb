import Model

/// Where emitters are looked for: a rectangle of the local frame, at one height.
public struct SearchArea: Hashable, Codable, Sendable {
    /// Western border, metres.
    public var westMetres: Double
    /// Southern border, metres.
    public var southMetres: Double
    /// Eastern border, metres.
    public var eastMetres: Double
    /// Northern border, metres.
    public var northMetres: Double
    /// Height of an emitter's antenna, metres above the origin: street level.
    public var emitterHeightMetres: Double
    /// How far outside the borders emitters are looked for, metres: ever less likely there.
    public var marginMetres: Double

    /// An area from its borders.
    public init(
        westMetres: Double, southMetres: Double, eastMetres: Double, northMetres: Double,
        emitterHeightMetres: Double = 1.5, marginMetres: Double = 100
    ) {
        precondition(
            eastMetres > westMetres && northMetres > southMetres && marginMetres >= 0,
            "an area has a size")
        self.westMetres = westMetres
        self.southMetres = southMetres
        self.eastMetres = eastMetres
        self.northMetres = northMetres
        self.emitterHeightMetres = emitterHeightMetres
        self.marginMetres = marginMetres
    }

    /// The area of a grid and its surroundings.
    public init(around grid: Grid, marginMetres: Double = 100, emitterHeightMetres: Double = 1.5) {
        self.init(
            westMetres: 0, southMetres: 0, eastMetres: grid.extentEastMetres,
            northMetres: grid.extentNorthMetres, emitterHeightMetres: emitterHeightMetres,
            marginMetres: marginMetres)
    }

    /// Extent eastwards with both margins, metres.
    var widthMetres: Double { eastMetres - westMetres + 2 * marginMetres }
    /// Extent northwards with both margins, metres.
    var depthMetres: Double { northMetres - southMetres + 2 * marginMetres }

    /// How far a place lies outside the borders, metres; 0 inside.
    func outsideMetres(eastMetres east: Double, northMetres north: Double) -> Double {
        let x = max(westMetres - east, east - eastMetres, 0)
        let y = max(southMetres - north, north - northMetres, 0)
        return (x * x + y * y).squareRoot()
    }
}
