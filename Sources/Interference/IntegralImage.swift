/// Sums of any rectangle of a map in four look-ups: running sums from the south-west corner.
struct IntegralImage {
    private let width: Int
    private var sums: [Double]

    /// Running sums of `[ny, nx]` values; a masked cell's value must be 0.
    init(_ values: [Double], nx: Int, ny: Int) {
        width = nx + 1
        sums = [Double](repeating: 0, count: (nx + 1) * (ny + 1))
        for y in 0..<ny {
            var row = 0.0
            for x in 0..<nx {
                row += values[y * nx + x]
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + row
            }
        }
    }

    /// Sum over columns and rows that lie within the map.
    func sum(columns: Range<Int>, rows: Range<Int>) -> Double {
        let top = rows.upperBound * width
        let bottom = rows.lowerBound * width
        return sums[top + columns.upperBound] - sums[top + columns.lowerBound]
            - sums[bottom + columns.upperBound] + sums[bottom + columns.lowerBound]
    }
}
