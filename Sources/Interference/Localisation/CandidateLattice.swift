import Model

/// The candidate positions of a search: a regular lattice over the area and its margin, searched
/// from coarse to fine.
///
/// A cell of stride s is s × s cells of the finest lattice, and its candidate is the cell in its
/// middle; halving the stride gives four cells for one.
struct CandidateLattice: Hashable, Sendable {
    /// One cell of the search.
    struct Cell: Hashable, Sendable {
        /// Finest cells from the west and from the south to the candidate.
        var column: Int32
        var row: Int32
        /// Finest cells along a side.
        var stride: Int32
    }

    let area: SearchArea
    let spacingMetres: Double
    let columnCount: Int
    let rowCount: Int
    /// The stride at which a search begins.
    let coarsestStride: Int32

    init(area: SearchArea, finestMetres: Double, candidateCountMax: Int) {
        self.area = area
        // 4 096 cells a side bound the lattice of a very large area.
        spacingMetres = max(finestMetres, max(area.widthMetres, area.depthMetres) / 4_096)
        let columns = max(Int((area.widthMetres / spacingMetres).rounded(.up)), 1)
        let rows = max(Int((area.depthMetres / spacingMetres).rounded(.up)), 1)
        columnCount = columns
        rowCount = rows
        var stride: Int32 = 1
        func count(_ stride: Int32) -> Int {
            let side = Int(stride)
            return ((columns + side - 1) / side) * ((rows + side - 1) / side)
        }
        while count(stride) > candidateCountMax { stride *= 2 }
        coarsestStride = stride
    }

    /// The cells that cover everything at the coarsest stride, row by row.
    var coarsest: [Cell] {
        let side = Int(coarsestStride)
        return Swift.stride(from: 0, to: rowCount, by: side).flatMap { row in
            Swift.stride(from: 0, to: columnCount, by: side).map { column in
                Cell(
                    column: Int32(min(column + side / 2, columnCount - 1)),
                    row: Int32(min(row + side / 2, rowCount - 1)), stride: coarsestStride)
            }
        }
    }

    /// The four cells of half the stride, without those beyond the lattice.
    func parts(of cell: Cell) -> [Cell] {
        let half = cell.stride / 2
        let west = cell.column / cell.stride * cell.stride
        let south = cell.row / cell.stride * cell.stride
        return [(0, 0), (half, 0), (0, half), (half, half)].compactMap { east, north in
            let column = west + Int32(east)
            let row = south + Int32(north)
            guard Int(column) < columnCount, Int(row) < rowCount else { return nil }
            return Cell(
                column: min(column + half / 2, Int32(columnCount - 1)),
                row: min(row + half / 2, Int32(rowCount - 1)), stride: half)
        }
    }

    /// Every `step`-th cell of the finest lattice within a radius.
    func cells(around centre: LocalPosition, radiusMetres: Double, step: Int) -> [Cell] {
        let west = area.westMetres - area.marginMetres
        let south = area.southMetres - area.marginMetres
        func range(_ middle: Double, _ count: Int) -> ClosedRange<Int>? {
            let first = max(Int(((middle - radiusMetres) / spacingMetres).rounded(.down)), 0)
            let last = min(Int(((middle + radiusMetres) / spacingMetres).rounded(.up)), count - 1)
            return first <= last ? first...last : nil
        }
        guard let columns = range(centre.eastMetres - west, columnCount),
            let rows = range(centre.northMetres - south, rowCount)
        else { return [] }
        return Swift.stride(from: rows.lowerBound, through: rows.upperBound, by: step).flatMap {
            row in
            Swift.stride(from: columns.lowerBound, through: columns.upperBound, by: step)
                .map { Cell(column: Int32($0), row: Int32(row), stride: 1) }
        }.filter { position(of: $0).horizontalDistanceMetres(to: centre) <= radiusMetres }
    }

    func position(of cell: Cell) -> LocalPosition {
        LocalPosition(
            eastMetres: area.westMetres - area.marginMetres
                + (Double(cell.column) + 0.5) * spacingMetres,
            northMetres: area.southMetres - area.marginMetres
                + (Double(cell.row) + 0.5) * spacingMetres,
            upMetres: area.emitterHeightMetres)
    }

    /// The flat index of a cell's candidate in the finest lattice.
    func index(of cell: Cell) -> Int { Int(cell.row) * columnCount + Int(cell.column) }

    /// Cells of the finest lattice.
    var count: Int { columnCount * rowCount }
}
