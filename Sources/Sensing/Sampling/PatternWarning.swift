/// Why a coset pattern is poor.
public enum PatternWarning: Hashable, Sendable, CustomStringConvertible {
    /// Some circular lags have no pair of cosets.
    case uncoveredLags([Int])
    /// Two rows look the same to the sampler.
    case identicalRows(step: Int)
    /// Two rows look nearly the same.
    case coherent(Double)
    /// A comb of rows, fewer than the cosets, cannot be told apart.
    case weakComb(CombRank)
    /// There are fewer cosets than the lags need, whatever the offsets.
    case tooFewCosets(needed: Int)

    /// Coherence from which on it is a warning, where a better pattern has less.
    static let coherenceMax = 0.6

    /// The reason, a sentence without a full stop.
    public var description: String {
        switch self {
        case .uncoveredLags(let lags):
            let some = lags.prefix(6).map { "\($0)" }.joined(separator: ", ")
            return "\(lags.count) of the lags have no pair of offsets (\(some)"
                + "\(lags.count > 6 ? ", …" : "")): the power spectrum is not determined by the "
                + "cosets' covariance"
        case .identicalRows(let step):
            return "rows \(step) apart look the same: all offsets are alike modulo the factor "
                + "over \(step)"
        case .coherent(let value):
            return "two rows look alike, coherence \(Self.rounded(value)): a strong one leaves "
                + "ghosts in the other"
        case .weakComb(let comb):
            return "of \(comb.rowCount) rows \(comb.step) apart only \(comb.rank) can be told "
                + "apart in one frame: there are \(comb.rank) distinct offsets modulo "
                + "\(comb.rowCount)"
        case .tooFewCosets(let needed):
            return "too few cosets for all lags, whatever the offsets: at least \(needed) are "
                + "needed"
        }
    }

    /// What is poor about a pattern that has been measured.
    static func all(of report: PatternReport) -> [PatternWarning] {
        let pattern = report.pattern
        let (rows, cosets) = (pattern.rowCount, pattern.cosetCount)
        var warnings: [PatternWarning] = []
        // P (P − 1) ordered pairs for the L − 1 lags that are not nought.
        let needed = (1...rows).first { $0 * ($0 - 1) >= rows - 1 } ?? rows
        let uncovered = report.lagPairCounts.indices.filter { report.lagPairCounts[$0] == 0 }
        if cosets < needed {
            warnings.append(.tooFewCosets(needed: needed))
        } else if !uncovered.isEmpty {
            warnings.append(.uncoveredLags(uncovered))
        }
        if report.coherence > 1 - 1e-9, let comb = report.combRanks.first(where: { $0.rank == 1 }) {
            warnings.append(.identicalRows(step: comb.step))
        } else if report.coherence > coherenceMax {
            warnings.append(.coherent(report.coherence))
        }
        // A comb's rank is at most its rows and the cosets; two thirds of that is poor.
        for comb in report.combRanks where comb.rank > 1 {
            if 3 * comb.rank < 2 * min(comb.rowCount, cosets) { warnings.append(.weakComb(comb)) }
        }
        return warnings
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
