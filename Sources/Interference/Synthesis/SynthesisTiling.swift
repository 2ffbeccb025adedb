import Model

/// How a plane is cut into tiles whose emitters are searched by themselves.
///
/// A plane of the size that emitters are searched over at once is one tile. Of a larger one, a tile's
/// emitters may stand a little beyond it, and are fitted to samples from a little further out: who
/// stands on a border is found from either side, and is then the same.
struct SynthesisTiling: Hashable, Sendable {
    /// A piece of the plane.
    struct Tile: Hashable, Sendable {
        let number: Int
        /// Where its emitters may stand.
        let search: GroundRectangle
        /// Where the samples come from that they are fitted to.
        let heard: GroundRectangle
    }

    let grid: Grid
    let plane: GroundRectangle
    let columnCount: Int
    let rowCount: Int
    private let searchMarginMetres: Double
    private let heardMarginMetres: Double

    /// The tiles of a plane; one where `isWhole`.
    init(_ grid: Grid, configuration: SynthesisConfiguration, isWhole: Bool) {
        self.grid = grid
        plane = GroundRectangle(
            west: 0, south: 0, east: grid.extentEastMetres, north: grid.extentNorthMetres)
        searchMarginMetres = configuration.tileSearchMarginMetres
        heardMarginMetres = configuration.tileHeardMarginMetres
        func count(_ extentMetres: Double) -> Int {
            guard !isWhole, extentMetres > configuration.wholeMetresMax else { return 1 }
            return Int((extentMetres / configuration.tileMetres).rounded(.up))
        }
        columnCount = count(plane.width)
        rowCount = count(plane.depth)
    }

    var count: Int { columnCount * rowCount }

    func tile(_ number: Int) -> Tile {
        let side = (
            east: plane.width / Double(columnCount), north: plane.depth / Double(rowCount)
        )
        let west = Double(number % columnCount) * side.east
        let south = Double(number / columnCount) * side.north
        let own = GroundRectangle(
            west: west, south: south, east: west + side.east, north: south + side.north)
        guard count > 1 else { return Tile(number: number, search: plane, heard: plane) }
        return Tile(
            number: number, search: own.grown(by: searchMarginMetres, within: plane),
            heard: own.grown(by: heardMarginMetres, within: plane))
    }

    /// The tiles that hold some of the plane's cells, ascending.
    func tiles(touching areas: [CellRectangle]) -> [Int] {
        var isTouched = [Bool](repeating: false, count: count)
        for area in areas where area.cellCount > 0 {
            for row in span(area.rows, grid.ny, rowCount) {
                for column in span(area.columns, grid.nx, columnCount) {
                    isTouched[row * columnCount + column] = true
                }
            }
        }
        return isTouched.indices.filter { isTouched[$0] }
    }

    private func span(_ cells: Range<Int>, _ cellCount: Int, _ tileCount: Int) -> ClosedRange<Int> {
        let first = min(max(cells.lowerBound, 0), cellCount - 1)
        let last = min(max(cells.upperBound - 1, first), cellCount - 1)
        return first * tileCount / cellCount...last * tileCount / cellCount
    }
}
