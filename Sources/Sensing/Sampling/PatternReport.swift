/// What a coset pattern is good for, and what not.
///
/// The measures of deeprm.md 2.1 and 2.2: which circular lags the offsets' differences cover, how
/// like two columns of A can be, and how many rows can surely be told apart.
public struct PatternReport: Hashable, Sendable {
    /// The pattern.
    public let pattern: CosetPattern
    /// How many pairs of cosets, in order, have each circular lag d = 0..<L.
    public let lagPairCounts: [Int]
    /// max |a_lᴴ a_m| over l ≠ m: 0 where columns are orthogonal, 1 where two rows look the same.
    public let coherence: Double
    /// The ranks of combs, one for each divisor of L but L itself, finest first.
    public let combRanks: [CombRank]
    /// What is poor about the pattern.
    public private(set) var warnings: [PatternWarning] = []

    /// The report of a pattern.
    ///
    /// - Throws: `SensingError` where the pattern has more rows than ``CosetLags`` serves.
    public init(_ pattern: CosetPattern) throws(SensingError) {
        self.pattern = pattern
        let lags = try CosetLags(pattern: pattern)
        lagPairCounts = lags.pairCounts
        let coherence = (lags.squaredCoherences.dropFirst().max() ?? 0).squareRoot()
        self.coherence = min(1, coherence)
        let rows = pattern.rowCount
        combRanks = (1..<rows).filter { rows.isMultiple(of: $0) }.map { step in
            let length = rows / step
            return CombRank(
                step: step, rowCount: length,
                rank: Set(pattern.offsets.map { $0 % length }).count)
        }
        warnings = PatternWarning.all(of: self)
    }

    /// Circular lags, 0 included, that some pair of cosets has.
    public var coveredLagCount: Int { lagPairCounts.filter { $0 > 0 }.count }

    /// No set of as many columns of A as this is sure to be independent: an upper bound of the spark.
    ///
    /// P + 1 columns always depend on each other, and one more column of a comb than its rank does.
    public var sparkBound: Int {
        combRanks.filter { $0.rank < $0.rowCount }.map { $0.rank + 1 }
            .reduce(pattern.cosetCount + 1) { min($0, $1) }
    }

    /// Rows that one frame can tell apart whatever rows they are, as far as the spark's bound says:
    /// K < (spark − 1 + rank X) / 2 with rank X = min(K, N).
    public var certainRowCount: Int {
        var count = 0
        while count < pattern.cosetCount,
            2 * (count + 1) < sparkBound - 1 + min(count + 1, pattern.samplesPerCoset)
        {
            count += 1
        }
        return count
    }
}
