/// A region's grid of cells on its local ENU plane, one layer for each z level.
///
/// Axis letters, here and wherever a map is indexed: x east (`columnCount`), y north (`rowCount`),
/// z up (`levelCount`). A flat index runs x fastest, then y, then z: `(z * ny + y) * nx + x`.
/// The origin lies at ENU (0, 0, 0), which is the south-west corner of cell (0, 0).
public struct Grid: Hashable, Codable, Sendable {
    /// One cell's place in the grid.
    public struct Cell: Hashable, Codable, Sendable {
        /// Index eastwards, 0 at the west.
        public var x: Int
        /// Index northwards, 0 at the south.
        public var y: Int
        /// Index of the z level, 0 at the lowest.
        public var z: Int

        /// A cell from its three indices.
        public init(x: Int, y: Int, z: Int) {
            self.x = x
            self.y = y
            self.z = z
        }
    }

    /// Where ENU (0, 0, 0) lies.
    public var origin: GeodeticPosition
    /// A cell's side eastwards, metres.
    public var cellEastMetres: Double
    /// A cell's side northwards, metres.
    public var cellNorthMetres: Double
    /// Cells eastwards.
    public var nx: Int
    /// Cells northwards.
    public var ny: Int
    /// Height of each level's middle above the origin, metres, ascending.
    public var zLevelsMetres: [Double]

    /// The most cells that a grid may hold.
    public static let cellCountMax = 4_194_304

    /// A grid from its parts; sizes must be positive and levels ascending.
    public init(
        origin: GeodeticPosition, cellEastMetres: Double, cellNorthMetres: Double, nx: Int,
        ny: Int, zLevelsMetres: [Double]
    ) {
        precondition(nx > 0 && ny > 0 && !zLevelsMetres.isEmpty, "a grid has cells")
        precondition(cellEastMetres > 0 && cellNorthMetres > 0, "a cell has a size")
        self.origin = origin
        self.cellEastMetres = cellEastMetres
        self.cellNorthMetres = cellNorthMetres
        self.nx = nx
        self.ny = ny
        self.zLevelsMetres = zLevelsMetres
    }

    /// Number of levels.
    public var nz: Int { zLevelsMetres.count }
    /// Cells of one level.
    public var levelCellCount: Int { nx * ny }
    /// Cells in all.
    public var cellCount: Int { nx * ny * nz }
    /// The region's extent eastwards, metres.
    public var extentEastMetres: Double { Double(nx) * cellEastMetres }
    /// The region's extent northwards, metres.
    public var extentNorthMetres: Double { Double(ny) * cellNorthMetres }

    /// Flat index of a cell.
    public func index(of cell: Cell) -> Int { (cell.z * ny + cell.y) * nx + cell.x }

    /// The cell at a flat index.
    public func cell(at index: Int) -> Cell {
        Cell(x: index % nx, y: index / nx % ny, z: index / (nx * ny))
    }

    /// The middle of a cell, in the local frame.
    public func centre(of cell: Cell) -> LocalPosition {
        LocalPosition(
            eastMetres: (Double(cell.x) + 0.5) * cellEastMetres,
            northMetres: (Double(cell.y) + 0.5) * cellNorthMetres,
            upMetres: zLevelsMetres[cell.z]
        )
    }

    /// The cell that holds a place: its column and row, and the level nearest in height.
    ///
    /// - Returns: `nil` where the place lies outside the grid seen from above.
    public func cell(holding position: LocalPosition) -> Cell? {
        let column = (position.eastMetres / cellEastMetres).rounded(.down)
        let row = (position.northMetres / cellNorthMetres).rounded(.down)
        guard column >= 0, row >= 0, column < Double(nx), row < Double(ny) else { return nil }
        return Cell(x: Int(column), y: Int(row), z: level(nearestTo: position.upMetres))
    }

    /// Index of the level nearest to a height above the origin.
    public func level(nearestTo upMetres: Double) -> Int {
        var best = 0
        for z in 1..<max(nz, 1)
        where abs(zLevelsMetres[z] - upMetres) < abs(zLevelsMetres[best] - upMetres) {
            best = z
        }
        return best
    }
}
