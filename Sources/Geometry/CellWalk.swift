import Model

/// The raster cells under a straight line, in order, each with the shares of the line at which it
/// enters and leaves the cell (Amanatides and Woo, "A fast voxel traversal algorithm", 1987).
struct CellWalk {
    /// One crossed cell.
    struct Step {
        /// Flat index into the city's heights.
        var cell: Int
        /// Where the line enters the cell, as a share of its length.
        var entryShare: Double
        /// Where the line leaves the cell, as a share of its length.
        var exitShare: Double
    }

    /// Length of the line seen from above, in cells.
    let lengthCells: Double

    private let columnCount: Int
    private let rowCount: Int
    private var column = 0
    private var row = 0
    private var columnStep = 0
    private var rowStep = 0
    /// Share of the line at which the next column, the next row, begins.
    private var columnShare = Double.infinity
    private var rowShare = Double.infinity
    /// Share of the line that one column, one row, takes.
    private var columnShareStep = Double.infinity
    private var rowShareStep = Double.infinity
    private var share = 0.0
    private var lastShare = -1.0

    init(city: City, from start: LocalPosition, to end: LocalPosition) {
        columnCount = city.columnCount
        rowCount = city.rowCount
        let x = (start.eastMetres - city.originEastMetres) / city.cellMetres
        let y = (start.northMetres - city.originNorthMetres) / city.cellMetres
        let dx = (end.eastMetres - start.eastMetres) / city.cellMetres
        let dy = (end.northMetres - start.northMetres) / city.cellMetres
        lengthCells = (dx * dx + dy * dy).squareRoot()
        guard lengthCells.isFinite, x.isFinite, y.isFinite else { return }
        // The part of the line over the raster; outside is open ground.
        var entry = 0.0
        var exit = 1.0
        Self.clip(&entry, &exit, from: x, delta: dx, count: columnCount)
        Self.clip(&entry, &exit, from: y, delta: dy, count: rowCount)
        guard entry <= exit else { return }
        share = entry
        lastShare = exit
        // Rounding at the raster's edge must not leave it.
        column = min(max(Int((x + dx * entry).rounded(.down)), 0), columnCount - 1)
        row = min(max(Int((y + dy * entry).rounded(.down)), 0), rowCount - 1)
        if dx != 0 {
            columnStep = dx > 0 ? 1 : -1
            columnShareStep = abs(1 / dx)
            columnShare = (Double(dx > 0 ? column + 1 : column) - x) / dx
        }
        if dy != 0 {
            rowStep = dy > 0 ? 1 : -1
            rowShareStep = abs(1 / dy)
            rowShare = (Double(dy > 0 ? row + 1 : row) - y) / dy
        }
    }

    /// The next crossed cell, or `nil` after the last.
    mutating func next() -> Step? {
        guard share <= lastShare, (0..<columnCount).contains(column), (0..<rowCount).contains(row)
        else { return nil }
        let exit = min(columnShare, rowShare, lastShare)
        let step = Step(
            cell: row * columnCount + column, entryShare: share, exitShare: max(exit, share))
        if exit >= lastShare {
            lastShare = -1
        } else if columnShare <= rowShare {
            column += columnStep
            columnShare += columnShareStep
        } else {
            row += rowStep
            rowShare += rowShareStep
        }
        share = max(exit, share)
        return step
    }

    /// Narrows the shares of the line that lie over the raster along one axis; empties them
    /// (`entry` > `exit`) where the line passes beside it.
    private static func clip(
        _ entry: inout Double, _ exit: inout Double, from: Double, delta: Double, count: Int
    ) {
        guard delta != 0 else {
            if from < 0 || from >= Double(count) { exit = -1 }
            return
        }
        let atZero = -from / delta
        let atCount = (Double(count) - from) / delta
        entry = max(entry, min(atZero, atCount))
        exit = min(exit, max(atZero, atCount))
    }
}
