/// How good a pattern is: covered lags, then coherence against the spark's bound, then the combs.
struct PatternGrade: Comparable {
    let coveredLags: Int
    let coherence: Double
    /// As ``PatternReport/sparkBound``.
    let sparkBound: Int
    /// Sum over the combs of the share of their rows that can be told apart.
    let combs: Double

    /// A row more that is surely told apart is worth this much coherence.
    ///
    /// For L = 40 it leads to patterns that surpass deeprm.md's in one and equal them in the other.
    private static let coherencePerColumn = 0.01

    /// Worse first.
    static func < (left: Self, right: Self) -> Bool {
        if left.coveredLags != right.coveredLags { return left.coveredLags < right.coveredLags }
        // Equal coherences come out unequal by rounding.
        let difference = left.demerit - right.demerit
        if abs(difference) > 1e-9 { return difference > 0 }
        return left.combs < right.combs
    }

    private var demerit: Double { coherence - Self.coherencePerColumn * Double(sparkBound) }
}
