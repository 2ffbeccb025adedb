import Interference
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
        let (z, rectangle) = rectangle(of: window)
        return rectangle.rows.flatMap { y in
            rectangle.columns.map { x in grid.index(of: Grid.Cell(x: x, y: y, z: z)) }
        }
    }

    /// A window's level, and its cells there.
    func rectangle(of window: Int) -> (level: Int, cells: CellRectangle) {
        let row = window / columnCount % rowCount
        let column = window % columnCount
        let west = column * Self.side
        let south = row * Self.side
        return (
            window / (columnCount * rowCount),
            CellRectangle(
                columns: west..<min(west + Self.side, grid.nx),
                rows: south..<min(south + Self.side, grid.ny))
        )
    }

    /// The windows, on every level, that lie within a reach of some columns and rows of cells.
    func windows(
        nearColumns near: ClosedRange<Int>, rows nearRows: ClosedRange<Int>, reachMetres: Double
    ) -> [Int] {
        let reachColumns = Self.cells(reachMetres / grid.cellEastMetres, atMost: grid.nx)
        let reachRows = Self.cells(reachMetres / grid.cellNorthMetres, atMost: grid.ny)
        let columns =
            max(near.lowerBound - reachColumns, 0) / Self.side...min(
                near.upperBound + reachColumns, grid.nx - 1) / Self.side
        let rows =
            max(nearRows.lowerBound - reachRows, 0) / Self.side...min(
                nearRows.upperBound + reachRows, grid.ny - 1) / Self.side
        var windows: [Int] = []
        windows.reserveCapacity(grid.nz * rows.count * columns.count)
        for z in 0..<grid.nz {
            for row in rows {
                for column in columns {
                    windows.append((z * rowCount + row) * columnCount + column)
                }
            }
        }
        return windows
    }

    private static func cells(_ count: Double, atMost limit: Int) -> Int {
        Int(min(max(count.rounded(.up), 0), Double(limit)))
    }
}
