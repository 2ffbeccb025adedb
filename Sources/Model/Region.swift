/// What a region's engine, its sensors' simulators and its readers agree on: one volume of space,
/// its grid, its bands and the transmitters known in it.
public struct Region: Hashable, Codable, Sendable {
    /// The region's name.
    public var id: RegionID
    /// The grid of every map.
    public var grid: Grid
    /// Lowest height of a plausible sensor, metres above the origin.
    public var floorMetres: Double
    /// Greatest height of a plausible sensor, metres above the origin.
    public var ceilingMetres: Double
    /// How far outside the grid, in every direction, a frame's position may lie, metres.
    public var marginMetres: Double
    /// Height of the geoid above the ellipsoid here, metres: turns MSL altitudes into ellipsoidal ones.
    public var geoidHeightMetres: Double
    /// The monitored bands.
    public var bands: [Band]
    /// The operator's own transmitters.
    public var groundStations: [GroundStation]

    /// A region from its parts.
    public init(
        id: RegionID, grid: Grid, floorMetres: Double = -50, ceilingMetres: Double = 1_000,
        marginMetres: Double = 100, geoidHeightMetres: Double = 0, bands: [Band],
        groundStations: [GroundStation] = []
    ) {
        self.id = id
        self.grid = grid
        self.floorMetres = floorMetres
        self.ceilingMetres = ceilingMetres
        self.marginMetres = marginMetres
        self.geoidHeightMetres = geoidHeightMetres
        self.bands = bands
        self.groundStations = groundStations
    }
}
