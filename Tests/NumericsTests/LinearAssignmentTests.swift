import Testing

@testable import Numerics

struct LinearAssignmentTests {
    /// The least sum over all ways to give rows to columns; a row with only forbidden ones left
    /// counts as forbidden.
    private func leastSum(_ costs: [[Double]], row: Int = 0, taken: Set<Int> = []) -> Double {
        guard row < costs.count else { return 0 }
        return costs[row].indices.filter { !taken.contains($0) }
            .map { costs[row][$0] + leastSum(costs, row: row + 1, taken: taken.union([$0])) }
            .min() ?? 0
    }

    private func sum(_ columns: [Int?], _ costs: [[Double]]) -> Double {
        zip(columns, costs).reduce(0) { sum, pair in
            sum + (pair.0.map { pair.1[$0] } ?? LinearAssignment.forbidden)
        }
    }

    @Test func `costs sum to the least that any assignment has`() {
        var generator = SeededGenerator(seed: 5)
        for trial in 0..<400 {
            let rowCount = 1 + trial % 5
            let columnCount = rowCount + Int(generator.next() % 3)
            let costs = (0..<rowCount).map { _ in
                (0..<columnCount).map { _ in
                    // Ties and negative costs, too.
                    trial % 2 == 0
                        ? Double(generator.next() % 5) - 2 : 10 * generator.uniform() - 5
                }
            }
            let columns = LinearAssignment.columns(costs: costs)
            #expect(Set(columns.compactMap(\.self)).count == rowCount)
            #expect(abs(sum(columns, costs) - leastSum(costs)) < 1e-9, "\(costs)")
        }
    }

    @Test func `a forbidden column is taken by nobody, and others make room`() {
        let no = LinearAssignment.forbidden
        #expect(LinearAssignment.columns(costs: [[1, 2], [1, no]]) == [1, 0])
        #expect(LinearAssignment.columns(costs: [[no, no], [3, no]]) == [nil, 0])
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<200 {
            let costs = (0..<4).map { row in
                (0..<8).map { column in
                    column == row + 4 ? 1 : generator.uniform() < 0.5 ? no : generator.uniform()
                }
            }
            let columns = LinearAssignment.columns(costs: costs)
            #expect(abs(sum(columns, costs) - leastSum(costs)) < 1e-6)
            let isAllowed = zip(columns, costs).allSatisfy { column, row in
                column.map { row[$0] < no } ?? false
            }
            #expect(isAllowed)
        }
    }

    @Test func `the greedy choice is not the best one`() {
        #expect(LinearAssignment.columns(costs: [[0, 1], [2, 100]]) == [1, 0])
    }

    @Test func `nothing is assigned to nothing, and size is no obstacle`() {
        #expect(LinearAssignment.columns(costs: []) == [])
        let costs = (0..<60).map { row in (0..<120).map { abs(Double($0 - 2 * row)) } }
        #expect(LinearAssignment.columns(costs: costs) == (0..<60).map { 2 * $0 })
    }
}
