/// A rectangle of one level's cells.
public struct CellRectangle: Hashable, Sendable {
    /// Its columns, west to east.
    public var columns: Range<Int>
    /// Its rows, south to north.
    public var rows: Range<Int>

    /// A rectangle from its sides.
    public init(columns: Range<Int>, rows: Range<Int>) {
        self.columns = columns
        self.rows = rows
    }

    /// Cells in it.
    public var cellCount: Int { columns.count * rows.count }

    /// The least rectangle that holds some others; `nil` of none.
    public init?(holding rectangles: [CellRectangle]) {
        guard var whole = rectangles.first else { return nil }
        for other in rectangles.dropFirst() {
            whole.columns =
                min(
                    whole.columns.lowerBound, other.columns.lowerBound)..<max(
                    whole.columns.upperBound, other.columns.upperBound)
            whole.rows =
                min(
                    whole.rows.lowerBound, other.rows.lowerBound)..<max(
                    whole.rows.upperBound, other.rows.upperBound)
        }
        self = whole
    }

    /// Whether some cell lies in both.
    public func overlaps(_ other: CellRectangle) -> Bool {
        columns.overlaps(other.columns) && rows.overlaps(other.rows)
    }

    /// Rectangles that hold some others, those close together in one: so few cells beside them.
    ///
    /// - Parameters:
    ///   - rectangles: any.
    ///   - apartCells: those at most so far apart along both axes are joined.
    /// - Returns: disjoint rectangles, by their southernmost rows, then westernmost columns.
    static func hulls(of rectangles: [CellRectangle], apartCells: Int) -> [CellRectangle] {
        var hulls: [CellRectangle] = []
        for rectangle in rectangles where rectangle.cellCount > 0 {
            var joined = rectangle
            // A joined hull may now be close to one that was passed over.
            while let index = hulls.firstIndex(where: { $0.isNear(joined, cells: apartCells) }) {
                joined = CellRectangle(holding: [joined, hulls.remove(at: index)]) ?? joined
            }
            hulls.append(joined)
        }
        return hulls.sorted {
            ($0.rows.lowerBound, $0.columns.lowerBound) < (
                $1.rows.lowerBound, $1.columns.lowerBound
            )
        }
    }

    private func isNear(_ other: CellRectangle, cells: Int) -> Bool {
        columns.lowerBound <= other.columns.upperBound + cells
            && other.columns.lowerBound <= columns.upperBound + cells
            && rows.lowerBound <= other.rows.upperBound + cells
            && other.rows.lowerBound <= rows.upperBound + cells
    }
}
