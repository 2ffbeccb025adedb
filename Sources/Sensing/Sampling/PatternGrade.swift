/// How good a pattern is: covered lags, then coherence, then the combs.
struct PatternGrade: Comparable {
    let coveredLags: Int
    let coherence: Double
    /// Sum over the combs of the share of their rows that can be told apart.
    let combs: Double

    /// Worse first.
    static func < (left: Self, right: Self) -> Bool {
        if left.coveredLags != right.coveredLags { return left.coveredLags < right.coveredLags }
        // Equal coherences come out unequal by rounding.
        if abs(left.coherence - right.coherence) > 1e-9 { return left.coherence > right.coherence }
        return left.combs < right.combs
    }
}
