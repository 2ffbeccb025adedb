import Model
import Numerics

/// How far a set of estimated emitters is from the true one: places and number in one figure.
///
///     OSPA = [ min_π Σ_{i ≤ m} min(c, |x_i - y_π(i)|)^p + c^p (n - m) ]^(1/p) / n^(1/p),   m ≤ n
///
/// with p = 1 (D. Schuhmacher, B.-T. Vo and B.-N. Vo, "A consistent metric for performance evaluation
/// of multi-object filters", IEEE Trans. Signal Processing 56, 2008). Seen from above.
public struct OSPADistance: Hashable, Sendable {
    /// c: what a missed or invented emitter costs, metres.
    public let cutoffMetres: Double

    /// A metric by its cut-off.
    public init(cutoffMetres: Double = 60) {
        precondition(cutoffMetres > 0, "a cut-off is positive")
        self.cutoffMetres = cutoffMetres
    }

    /// The distance, metres; 0 between two empty sets.
    public func metres(from estimates: [LocalPosition], to truths: [LocalPosition]) -> Double {
        let many = max(estimates.count, truths.count)
        guard many > 0 else { return 0 }
        let few = min(estimates.count, truths.count)
        let matched = Self.matches(estimates, truths, cutoffMetres: cutoffMetres)
            .reduce(0) { $0 + $1 }
        return (matched + cutoffMetres * Double(many - few)) / Double(many)
    }

    /// How many estimates and truths can be paired one to one within a distance.
    public static func pairCount(
        _ estimates: [LocalPosition], _ truths: [LocalPosition], withinMetres limit: Double
    ) -> Int {
        // At costs of 0 and 1 the least sum leaves the most pairs.
        let costs = pairCosts(estimates, truths) { $0 <= limit ? 0 : 1 }
        return assigned(costs).count { $0 == 0 }
    }

    private static func matches(
        _ estimates: [LocalPosition], _ truths: [LocalPosition], cutoffMetres: Double
    ) -> [Double] {
        assigned(pairCosts(estimates, truths) { min($0, cutoffMetres) })
    }

    /// Costs of all pairs, the smaller set in the rows.
    private static func pairCosts(
        _ estimates: [LocalPosition], _ truths: [LocalPosition], cost: (Double) -> Double
    ) -> [[Double]] {
        let rows = estimates.count <= truths.count ? estimates : truths
        let columns = estimates.count <= truths.count ? truths : estimates
        return rows.map { row in
            columns.map { cost(row.horizontalDistanceMetres(to: $0)) }
        }
    }

    /// The costs of the cheapest assignment's pairs.
    private static func assigned(_ costs: [[Double]]) -> [Double] {
        guard let first = costs.first, !first.isEmpty else { return [] }
        return zip(costs, LinearAssignment.columns(costs: costs)).compactMap { row, column in
            column.map { row[$0] }
        }
    }
}
