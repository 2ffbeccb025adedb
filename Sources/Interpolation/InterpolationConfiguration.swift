/// What the interpolators have in common to be set.
public struct InterpolationConfiguration: Hashable, Codable, Sendable {
    /// Greatest distance at which an observation says anything, metres (heights scaled).
    public var radiusMetres: Double
    /// How many metres across one metre of height counts for: a field changes faster with height.
    public var verticalScale: Double
    /// Observations used for one place, at most 64; `nil` is the method's own number.
    public var neighbourCount: Int?
    /// Whether places close together against the observations' spacing share one neighbourhood.
    ///
    /// Sharing is what makes kriging fast; the difference is far below the standard deviation.
    public var sharesNeighbourhoods: Bool
    /// Whether neighbours are taken from all directions before more are taken from one.
    ///
    /// Flights are dense along their track: the sixteen nearest samples may all lie on one side.
    public var balancesDirections: Bool
    /// The most pairs of observations that a variogram is estimated from.
    public var pairCountMax: Int

    /// A configuration; every value has a default.
    public init(
        radiusMetres: Double = 1_000, verticalScale: Double = 2, neighbourCount: Int? = nil,
        sharesNeighbourhoods: Bool = true, balancesDirections: Bool = true,
        pairCountMax: Int = 30_000
    ) {
        precondition(radiusMetres > 0 && verticalScale > 0, "reach and scale are positive")
        precondition(
            neighbourCount.map { (1...64).contains($0) } ?? true, "1 to 64 neighbours are used")
        precondition(pairCountMax > 0, "a variogram needs pairs")
        self.radiusMetres = radiusMetres
        self.verticalScale = verticalScale
        self.neighbourCount = neighbourCount
        self.sharesNeighbourhoods = sharesNeighbourhoods
        self.balancesDirections = balancesDirections
        self.pairCountMax = pairCountMax
    }
}
