import Numerics

/// What one column's frames say of gains and delays: the slope of their likelihood, and its sharpness.
///
/// A frame y of covariance C has the score tr(C⁻¹ (R − C) C⁻¹ ∂C) and Fisher's information
/// tr(C⁻¹ ∂C C⁻¹ ∂'C), where R = y yᴴ. With e the branch's unit vector, ∂C = e eᵀ B + Bᴴ e eᵀ: of a
/// logarithmic gain B = C, of a delay B = −2πi T (``BranchColumn/turning``).
struct ColumnScore {
    let cosets: Int
    /// A frame's mean slope by the P logarithmic gains, then by the P delays.
    var slope: [Double]
    /// Its covariance where the model is right, `[2P, 2P]`.
    var information: [Double]
    /// tr (R C⁻¹ − I)², less what the unknowns explain; its mean over n frames is `freedom` / n.
    var misfit: Double
    /// Numbers that it is made of, less the unknowns.
    var freedom: Double
    /// C⁻¹.
    let inverse: HermitianMatrix
    /// C⁻¹ R C⁻¹ − C⁻¹.
    let departure: [Double]
    /// T C⁻¹.
    let turned: [Double]

    /// Nil where the model's covariance cannot be inverted.
    init?(_ column: BranchColumn, observed: HermitianMatrix) {
        guard let inverse = column.covariance.inverse()?.inverse else { return nil }
        let cosets = observed.order
        let whitened = observed.product(inverse.values, columnCount: cosets)
        var departure = inverse.product(whitened, columnCount: cosets)
        for place in departure.indices { departure[place] -= inverse.values[place] }
        let turned = column.turning.product(inverse.values, columnCount: cosets)
        self.cosets = cosets
        self.inverse = inverse
        self.departure = departure
        self.turned = turned
        slope = [Double](repeating: 0, count: 2 * cosets)
        information = [Double](repeating: 0, count: 4 * cosets * cosets)
        misfit = Double(cosets)
        freedom = Double(cosets * cosets)
        for p in 0..<cosets {
            let own = whitened[2 * (p * cosets + p)]
            let turn = HermitianMatrix.diagonal(
                column.turning.values, departure, p, order: cosets)
            slope[p] = 2 * (own - 1)
            slope[cosets + p] = 4 * Double.pi * turn.imaginary
            misfit +=
                HermitianMatrix.diagonal(whitened, whitened, p, order: cosets).real - 2 * own
        }
        inform(column, turnedTwice: column.turning.timesFromLeft(turned))
    }

    /// Fisher's information; of two slopes with B and B', 2 Re of
    /// (B C⁻¹)[p, q] (B' C⁻¹)[q, p] + (B C⁻¹ B'ᴴ)[p, q] C⁻¹[q, p].
    private mutating func inform(_ column: BranchColumn, turnedTwice: [Double]) {
        let size = 2 * cosets
        let turn = 2 * Double.pi
        for p in 0..<cosets {
            for q in 0..<cosets {
                let (pq, qp) = (2 * (p * cosets + q), 2 * (q * cosets + p))
                let (u, v) = (inverse.values[qp], inverse.values[qp + 1])
                let (a, b) = (column.covariance.values[pq], column.covariance.values[pq + 1])
                let (c, d) = (column.turning.values[pq], column.turning.values[pq + 1])
                information[p * size + q] = 2 * (a * u - b * v)
                let crossed = -2 * turn * (c * v + d * u)
                information[p * size + cosets + q] = crossed
                information[(cosets + q) * size + p] = crossed
                let back = turned[pq] * turned[qp] - turned[pq + 1] * turned[qp + 1]
                information[(cosets + p) * size + cosets + q] =
                    2 * turn * turn
                    * (turnedTwice[pq] * u - turnedTwice[pq + 1] * v - back)
            }
            information[p * size + p] += 2
            let own = 2 * turn * turned[2 * (p * cosets + p) + 1]
            information[p * size + cosets + p] += own
            information[(cosets + p) * size + p] += own
        }
    }
}
