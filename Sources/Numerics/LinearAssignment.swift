/// Gives rows to columns one to one so that the costs sum to the least: the Hungarian method.
///
/// Shortest augmenting paths with potentials (Kuhn 1955, Munkres 1957, in the form of Jonker and
/// Volgenant 1987): O(rows² · columns). The same costs give the same assignment in every process:
/// ties go to the earlier column.
public enum LinearAssignment {
    /// Stands for "not possible": chosen only where a row has nothing else.
    public static let forbidden = 1e12

    /// The column of each row.
    ///
    /// - Parameter costs: a row of costs for each row, all equally long and at least as many columns
    ///   as rows; finite, `forbidden` at most.
    /// - Returns: for each row its column, or `nil` where only a forbidden one is left.
    public static func columns(costs: [[Double]]) -> [Int?] {
        let rowCount = costs.count
        let columnCount = costs.first?.count ?? 0
        precondition(
            costs.allSatisfy { $0.count == columnCount } && rowCount <= columnCount,
            "an assignment has rows of one length and no more rows than columns")
        // Index 0 stands for "none" in all of these, as the method wants it.
        var rowPotentials = Array(repeating: 0.0, count: rowCount + 1)
        var columnPotentials = Array(repeating: 0.0, count: columnCount + 1)
        var rowOfColumn = Array(repeating: 0, count: columnCount + 1)
        for row in 0..<rowCount {
            rowOfColumn[0] = row + 1
            augment(
                costs, &rowPotentials, &columnPotentials, &rowOfColumn)
        }
        var columns = [Int?](repeating: nil, count: rowCount)
        for column in 0..<columnCount where rowOfColumn[column + 1] > 0 {
            let row = rowOfColumn[column + 1] - 1
            columns[row] = costs[row][column] < forbidden ? column : nil
        }
        return columns
    }

    /// Lengthens the assignment by the row that waits in place 0, along the cheapest path.
    private static func augment(
        _ costs: [[Double]], _ rowPotentials: inout [Double], _ columnPotentials: inout [Double],
        _ rowOfColumn: inout [Int]
    ) {
        let columnCount = columnPotentials.count - 1
        var slack = Array(repeating: Double.infinity, count: columnCount + 1)
        var previous = Array(repeating: 0, count: columnCount + 1)
        var isUsed = Array(repeating: false, count: columnCount + 1)
        var column = 0
        repeat {
            isUsed[column] = true
            let row = rowOfColumn[column]
            var least = Double.infinity
            var next = 0
            for other in 1...columnCount where !isUsed[other] {
                let reduced =
                    costs[row - 1][other - 1] - rowPotentials[row] - columnPotentials[other]
                if reduced < slack[other] {
                    slack[other] = reduced
                    previous[other] = column
                }
                if slack[other] < least {
                    least = slack[other]
                    next = other
                }
            }
            for other in 0...columnCount {
                if isUsed[other] {
                    rowPotentials[rowOfColumn[other]] += least
                    columnPotentials[other] -= least
                } else {
                    slack[other] -= least
                }
            }
            column = next
        } while rowOfColumn[column] != 0
        while column != 0 {
            rowOfColumn[column] = rowOfColumn[previous[column]]
            column = previous[column]
        }
    }
}
