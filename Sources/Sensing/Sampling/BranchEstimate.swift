import Glibc
import Numerics

/// The likeliest logarithmic gains, or delays, of a stream's branches, and how far they stand out.
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

    /// Of mean 0, one a branch.
    let values: [Double]
    /// Root mean square standard deviation.
    let deviation: Double
    /// θᵀ V⁻¹ θ: chi-square of P − 1 degrees of freedom where branches are alike.
    let distance: Double

    /// The distance as a standard normal variable, were branches alike (Wilson and Hilferty 1931).
    var standing: Double {
        let freedom = Double(values.count - 1)
        let spread = 2 / (9 * freedom)
        return (cbrt(distance / freedom) - (1 - spread)) / spread.squareRoot()
    }

    /// The values, less the share of them that chance would give (James and Stein 1961).
    var shrunk: [Double] {
        let share = max(0, 1 - Double(values.count - 3) / max(distance, 1e-30))
        return values.map { min(max(share * $0, -kind.most), kind.most) }
    }

    private let kind: Kind

    /// The estimates of gains and of delays; nil where evidence is no system of equations.
    static func all(of evidence: BranchEvidence) -> [BranchEstimate]? {
        let cosets = evidence.cosetCount
        let size = 2 * cosets
        var system = evidence.information
        for kind in Kind.allCases {
            let branches = kind.rawValue * cosets..<(kind.rawValue + 1) * cosets
            var mean = 0.0
            for place in branches {
                system[place * size + place] += 1 / (kind.prior * kind.prior)
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
        let values = factor.solve(evidence.sum)
        var unit = [Double](repeating: 0, count: size * size)
        for place in 0..<size { unit[place * size + place] = 1 }
        let covariance = factor.solve(unit, columnCount: size)
        var estimates: [BranchEstimate] = []
        for kind in Kind.allCases {
            let first = kind.rawValue * cosets
            let part = (0..<cosets * cosets).map { place in
                covariance[(first + place / cosets) * size + first + place % cosets]
            }
            guard
                let estimate = BranchEstimate(
                    kind, values: Array(values[first..<first + cosets]), covariance: part)
            else { return nil }
            estimates.append(estimate)
        }
        return estimates
    }

    private init?(_ kind: Kind, values: [Double], covariance: [Double]) {
        let cosets = values.count
        var covariance = covariance
        var trace = 0.0
        for place in 0..<cosets {
            trace += covariance[place * cosets + place]
            covariance[place * cosets + place] += kind.tolerance * kind.tolerance
        }
        guard let factor = DenseCholesky(covariance, order: cosets),
            values.allSatisfy(\.isFinite)
        else { return nil }
        self.kind = kind
        self.values = values
        deviation = (trace / Double(cosets)).squareRoot()
        distance = zip(factor.solve(values), values).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
