import Model

extension LineOfSight {
    /// Which cells of one level of a grid see a place: exact, one walk a cell.
    ///
    /// The answers are those of `isClear` for the cells' middles. A line that rises from the place is
    /// followed only until it is above the tallest building, and only to the first one in its way:
    /// some 2 ms for 128 × 128 cells over a city.
    ///
    /// - Returns: One answer a cell, row-major, the southernmost row first [grid.levelCellCount].
    public func visibility(from place: LocalPosition, over grid: Grid, level: Int) -> [Bool] {
        let plane = VisibilityPlane(city: city, place: place)
        var seen = [Bool](repeating: false, count: grid.levelCellCount)
        for y in 0..<grid.ny {
            for x in 0..<grid.nx {
                let centre = grid.centre(of: Grid.Cell(x: x, y: y, z: level))
                seen[y * grid.nx + x] = plane.sees(centre) ?? isClear(from: place, to: centre)
            }
        }
        return seen
    }
}

/// What all lines from one place over a city have in common.
private struct VisibilityPlane {
    private let heights: [Float]
    private let columnCount: Int
    private let rowCount: Int
    private let cellMetres: Double
    private let originEast: Double
    private let originNorth: Double
    /// The place in cells of the raster, and its height, metres.
    private let x: Double
    private let y: Double
    private let z: Double
    private let column: Int
    private let row: Int
    private let tallest: Double
    private let isInside: Bool

    init(city: City, place: LocalPosition) {
        heights = city.heightsMetres
        columnCount = city.columnCount
        rowCount = city.rowCount
        cellMetres = city.cellMetres
        originEast = city.originEastMetres
        originNorth = city.originNorthMetres
        tallest = Double(city.heightMetresMax)
        x = (place.eastMetres - originEast) / cellMetres
        y = (place.northMetres - originNorth) / cellMetres
        z = place.upMetres
        // Written so that NaN falls outside.
        isInside = x >= 0 && y >= 0 && x < Double(columnCount) && y < Double(rowCount)
        column = isInside ? Int(x) : 0
        row = isInside ? Int(y) : 0
    }

    /// Whether a place no lower than ours and, like ours, over the raster is seen; `nil` for others.
    func sees(_ receiver: LocalPosition) -> Bool? {
        let endX = (receiver.eastMetres - originEast) / cellMetres
        let endY = (receiver.northMetres - originNorth) / cellMetres
        let rise = receiver.upMetres - z
        guard isInside, rise >= 0, rise.isFinite, endX >= 0, endY >= 0,
            endX < Double(columnCount), endY < Double(rowCount)
        else { return nil }
        if z >= tallest { return true }
        // Beyond this share of the line nothing is as high.
        let last = rise > 0 ? min((tallest - z) / rise, 1) : 1
        let dx = endX - x
        let dy = endY - y
        var columnShare = Double.infinity
        var columnShareStep = Double.infinity
        var rowShare = Double.infinity
        var rowShareStep = Double.infinity
        let columnStep = dx > 0 ? 1 : -1
        let rowStep = dy > 0 ? columnCount : -columnCount
        if dx != 0 {
            columnShareStep = abs(1 / dx)
            columnShare = (Double(dx > 0 ? column + 1 : column) - x) / dx
        }
        if dy != 0 {
            rowShareStep = abs(1 / dy)
            rowShare = (Double(dy > 0 ? row + 1 : row) - y) / dy
        }
        var cell = row * columnCount + column
        var share = 0.0
        // Rounding at the raster's edge must not leave it.
        while share < last || share == 0, heights.indices.contains(cell) {
            if Double(heights[cell]) > z + rise * share { return false }
            if columnShare <= rowShare {
                share = columnShare
                columnShare += columnShareStep
                cell += columnStep
            } else {
                share = rowShare
                rowShare += rowShareStep
                cell += rowStep
            }
        }
        return true
    }
}
