import Glibc
import Numerics

/// Logarithmic gains and delays of a stream's branches, as evidence tells them.
struct BranchEstimate: Hashable, Sendable {
    /// What is tested together.
    enum Kind: Int, CaseIterable {
        case gains, delays

        /// Standard deviation before any frame: of a logarithmic gain, and of a delay in Nyquist samples.
        var prior: Double { self == .gains ? 0.3 : 0.2 }
        /// What a model that is never quite right may feign: 0.04 dB, and two thousandths of a sample.
        var tolerance: Double { self == .gains ? 0.005 : 0.002 }
        /// The most that is believed.
        var most: Double { self == .gains ? 1 : 0.3 }
    }

    /// Iterations of their standard deviations.
    private static let iterations = 8

    /// P logarithmic gains, then P delays; each of mean 0.
    private let values: [Double]
    /// Their covariance, `[2P, 2P]`.
    private let covariance: [Double]
    private let cosets: Int

    /// What is likeliest where gains and delays spread about 0 with these standard deviations; nil where
    /// the evidence is no system of equations.
    init?(of evidence: BranchEvidence, deviations: [Double] = Kind.allCases.map(\.prior)) {
        cosets = evidence.cosetCount
        let size = 2 * cosets
        var system = evidence.information
        for kind in Kind.allCases {
            let deviation = deviations[kind.rawValue]
            let branches = kind.rawValue * cosets..<(kind.rawValue + 1) * cosets
            var mean = 0.0
            for place in branches {
                system[place * size + place] += 1 / (deviation * deviation)
                mean += system[place * size + place] / Double(cosets)
            }
            // Their mean cannot be told: a term of rank one pins it to nought.
            for row in branches {
                for column in branches {
                    system[row * size + column] += 100 * mean / Double(cosets)
                }
            }
        }
        guard let factor = DenseCholesky(system, order: size) else { return nil }
        values = factor.solve(evidence.sum)
        guard values.allSatisfy(\.isFinite) else { return nil }
        var unit = [Double](repeating: 0, count: size * size)
        for place in 0..<size { unit[place * size + place] = 1 }
        covariance = factor.solve(unit, columnCount: size)
    }

    /// What is likeliest where some kinds are unlike, by as much as the evidence says, and the others
    /// alike (empirical Bayes; Efron and Morris 1973).
    static func likeliest(of evidence: BranchEvidence, unlike: [Bool]) -> BranchEstimate? {
        var deviations = Kind.allCases.map { unlike[$0.rawValue] ? $0.prior : $0.tolerance }
        var estimate = BranchEstimate(of: evidence, deviations: deviations)
        for _ in 0..<iterations {
            guard let known = estimate else { return nil }
            for kind in Kind.allCases where unlike[kind.rawValue] {
                deviations[kind.rawValue] = max(known.spread(of: kind), kind.tolerance)
            }
            estimate = BranchEstimate(of: evidence, deviations: deviations)
        }
        return estimate
    }

    /// One a branch.
    func values(of kind: Kind) -> [Double] {
        values[kind.rawValue * cosets..<(kind.rawValue + 1) * cosets].map {
            min(max($0, -kind.most), kind.most)
        }
    }

    /// How far they stand out, as a standard normal variable where branches are alike.
    ///
    /// θᵀ V⁻¹ θ is chi-square of P − 1 then, and its cube root nearly normal (Wilson and Hilferty 1931).
    func standing(of kind: Kind) -> Double {
        let first = kind.rawValue * cosets
        var part = (0..<cosets * cosets).map { place in
            covariance[(first + place / cosets) * 2 * cosets + first + place % cosets]
        }
        for place in 0..<cosets {
            part[place * cosets + place] += kind.tolerance * kind.tolerance
        }
        guard let factor = DenseCholesky(part, order: cosets) else { return -.infinity }
        let own = Array(values[first..<first + cosets])
        let distance = zip(factor.solve(own), own).reduce(0) { $0 + $1.0 * $1.1 }
        let freedom = Double(cosets - 1)
        let width = 2 / (9 * freedom)
        return (cbrt(distance / freedom) - (1 - width)) / width.squareRoot()
    }

    /// Root of the mean of E θ²: one step of expectation and maximisation.
    private func spread(of kind: Kind) -> Double {
        let branches = kind.rawValue * cosets..<(kind.rawValue + 1) * cosets
        let sum = branches.reduce(0) {
            $0 + values[$1] * values[$1] + covariance[$1 * 2 * cosets + $1]
        }
        return (sum / Double(cosets - 1)).squareRoot()
    }
}
