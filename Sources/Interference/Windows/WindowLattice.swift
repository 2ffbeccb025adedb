/// How a plane is cut into a network's windows: the same along both axes.
public struct WindowLattice: Hashable, Sendable {
    /// Windows from west to east.
    public let columns: WindowAxis
    /// Windows from south to north.
    public let rows: WindowAxis

    /// Side of the windows, cells: the maps' side in training.
    public static let side = 128
    /// From one window to the next, cells: every window's middle quarter is its own, and one dirty
    /// core of 64 × 64 cells needs four windows at most.
    public static let step = 64
    /// Cells at a window's inner edge that count for nothing.
    public static let margin = 16
    /// What windows begin at multiples of: the coarsest cells of any of the networks.
    public static let alignment = 32

    /// The windows over a plane.
    public init(
        columnCount: Int, rowCount: Int, side: Int = side, step: Int = step, margin: Int = margin,
        alignment: Int = alignment
    ) {
        columns = WindowAxis(
            cellCount: columnCount, side: side, step: step, margin: margin, alignment: alignment)
        rows = WindowAxis(
            cellCount: rowCount, side: side, step: step, margin: margin, alignment: alignment)
    }

    /// Windows in all.
    public var count: Int { columns.origins.count * rows.origins.count }

    /// A window's place along both axes.
    public func place(of window: Int) -> (column: Int, row: Int) {
        (window % columns.origins.count, window / columns.origins.count)
    }

    /// The windows that have a say in some cells, ascending.
    public func windows(touching areas: [CellRectangle]) -> [Int] {
        var isTouched = [Bool](repeating: false, count: count)
        for area in areas {
            let across = columns.windows(touching: area.columns)
            for row in rows.windows(touching: area.rows) {
                for column in across { isTouched[row * columns.origins.count + column] = true }
            }
        }
        return isTouched.indices.filter { isTouched[$0] }
    }

    /// Adds one window's maps, by their weights, to what collects an area's.
    ///
    /// - Parameters:
    ///   - maps: the window's, `[mapCount, side, side]`.
    ///   - window: which.
    ///   - sums: the area's, `[mapCount, area's rows, area's columns]`; are added to.
    ///   - area: a rectangle of the plane.
    ///   - mapCount: how many maps there are.
    func blend(
        _ maps: [Float], of window: Int, into sums: inout [Float], over area: CellRectangle,
        mapCount: Int
    ) {
        let (column, row) = place(of: window)
        let west = columns.origins[column]
        let south = rows.origins[row]
        let side = columns.side
        let across = (west..<west + side).clamped(to: area.columns).clamped(
            to: 0..<columns.cellCount)
        let along = (south..<south + side).clamped(to: area.rows).clamped(to: 0..<rows.cellCount)
        guard !across.isEmpty, !along.isEmpty else { return }
        for map in 0..<mapCount {
            for y in along {
                let down = rows.weights[row][y - south]
                guard down > 0 else { continue }
                let source = (map * side + y - south) * side - west
                let target =
                    (map * area.rows.count + y - area.rows.lowerBound) * area.columns.count
                    - area.columns.lowerBound
                for x in across {
                    sums[target + x] += down * columns.weights[column][x - west] * maps[source + x]
                }
            }
        }
    }
}
