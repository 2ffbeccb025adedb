import Model

/// How a grid is cut into windows, the unit of inference: squares of cells of one level.
struct WindowLayout: Hashable, Sendable {
    /// A window's side, in cells; the last row and column may be smaller.
    static let side = 16

    let grid: Grid

    var columnCount: Int { (grid.nx + Self.side - 1) / Self.side }
    var rowCount: Int { (grid.ny + Self.side - 1) / Self.side }
    /// Windows in all.
    var count: Int { columnCount * rowCount * grid.nz }

    /// Flat indices of a window's cells, ascending.
    func cells(of window: Int) -> [Int] {
        let z = window / (columnCount * rowCount)
        let row = window / columnCount % rowCount
        let column = window % columnCount
        let west = column * Self.side
        let south = row * Self.side
        return (south..<min(south + Self.side, grid.ny)).flatMap { y in
            (west..<min(west + Self.side, grid.nx)).map { x in
                grid.index(of: Grid.Cell(x: x, y: y, z: z))
            }
        }
    }

    /// The windows, on every level, that lie within a reach of a cell.
    func windows(near cell: Grid.Cell, reachMetres: Double) -> [Int] {
        let reachColumns = Int((reachMetres / grid.cellEastMetres).rounded(.up))
        let reachRows = Int((reachMetres / grid.cellNorthMetres).rounded(.up))
        let columns =
            max(cell.x - reachColumns, 0) / Self.side...min(cell.x + reachColumns, grid.nx - 1)
            / Self.side
        let rows =
            max(cell.y - reachRows, 0) / Self.side...min(cell.y + reachRows, grid.ny - 1)
            / Self.side
        return (0..<grid.nz).flatMap { z in
            rows.flatMap { row in
                columns.map { column in (z * rowCount + row) * columnCount + column }
            }
        }
    }
}
