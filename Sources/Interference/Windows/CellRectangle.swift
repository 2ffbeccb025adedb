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
}
