/// A city's statistics as ITU-R P.1410-6 has them: α, β and γ, with γ given by the mean height.
public struct CityShape: Hashable, Sendable {
    /// α: share of the ground that buildings cover, 0 to 1.
    public var builtUpShare: Double
    /// β: buildings on a square kilometre.
    public var buildingsPerSquareKilometre: Double
    /// Mean building height, metres; heights follow a Rayleigh law with γ = mean / √(π/2).
    public var meanHeightMetres: Double
    /// No building is taller, metres: so a UAV above it never flies through one.
    public var heightMetresMax: Double
    /// A raster cell's side, metres.
    public var cellMetres: Double

    /// A city's statistics; an urban one unless said otherwise.
    public init(
        builtUpShare: Double = 0.3, buildingsPerSquareKilometre: Double = 300,
        meanHeightMetres: Double = 20, heightMetresMax: Double = 50, cellMetres: Double = 4
    ) {
        precondition(builtUpShare > 0 && builtUpShare < 1, "a share lies between 0 and 1")
        precondition(buildingsPerSquareKilometre > 0, "a city has buildings")
        precondition(meanHeightMetres > 0 && heightMetresMax > 0, "buildings have a height")
        precondition(cellMetres > 0, "a raster's cell has a size")
        self.builtUpShare = builtUpShare
        self.buildingsPerSquareKilometre = buildingsPerSquareKilometre
        self.meanHeightMetres = meanHeightMetres
        self.heightMetresMax = heightMetresMax
        self.cellMetres = cellMetres
    }

    /// Side of the lot that each building stands on, metres: 1000 / √β.
    public var lotMetres: Double { 1_000 / buildingsPerSquareKilometre.squareRoot() }

    /// Side of a square building, metres: 1000 √(α / β).
    public var buildingMetres: Double { lotMetres * builtUpShare.squareRoot() }
}
