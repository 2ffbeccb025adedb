/// Where a tile lies in its map: level, row and column of tiles.
public struct TileAddress: Hashable, Comparable, Codable, Sendable {
    /// The z level.
    public var z: Int
    /// The row of tiles, 0 in the south.
    public var y: Int
    /// The column of tiles, 0 in the west.
    public var x: Int

    /// An address from its parts.
    public init(z: Int, y: Int, x: Int) {
        self.z = z
        self.y = y
        self.x = x
    }

    /// Addresses order by level, row, column.
    public static func < (left: TileAddress, right: TileAddress) -> Bool {
        (left.z, left.y, left.x) < (right.z, right.y, right.x)
    }
}

/// How a grid is cut into tiles: blocks of at most 64 × 64 cells of one level.
public struct TileLayout: Hashable, Sendable {
    /// A tile's side, in cells; the last row and column may be smaller.
    public static let side = 64

    /// The grid that is cut.
    public let grid: Grid

    /// The layout of a grid.
    public init(grid: Grid) { self.grid = grid }

    /// Tiles eastwards.
    public var columnCount: Int { (grid.nx + Self.side - 1) / Self.side }
    /// Tiles northwards.
    public var rowCount: Int { (grid.ny + Self.side - 1) / Self.side }
    /// Every tile's address, ascending.
    public var addresses: [TileAddress] {
        (0..<grid.nz).flatMap { z in
            (0..<rowCount).flatMap { y in
                (0..<columnCount).map { x in TileAddress(z: z, y: y, x: x) }
            }
        }
    }

    /// The tile that holds a cell.
    public func address(holding cell: Grid.Cell) -> TileAddress {
        TileAddress(z: cell.z, y: cell.y / Self.side, x: cell.x / Self.side)
    }

    /// Whether a tile belongs to the grid.
    public func contains(_ address: TileAddress) -> Bool {
        (0..<grid.nz).contains(address.z) && (0..<rowCount).contains(address.y)
            && (0..<columnCount).contains(address.x)
    }

    /// The columns and rows of cells that a tile covers.
    public func cells(of address: TileAddress) -> (columns: Range<Int>, rows: Range<Int>) {
        let west = address.x * Self.side
        let south = address.y * Self.side
        return (
            west..<min(west + Self.side, grid.nx), south..<min(south + Self.side, grid.ny)
        )
    }
}
