import Numerics

/// Row powers and noise that maximise a coset covariance's evidence, −log |Σ| − tr(Σ⁻¹ R).
struct EvidenceFit {
    /// γ_l: mean power of a bin of each row.
    private(set) var rowPowers: [Double]
    /// λ: noise of an entry of Y.
    private(set) var noise: Double
    /// Σ⁻¹ at the end.
    private(set) var precision: HermitianMatrix
    private(set) var iterations = 0

    init(
        covariance: HermitianMatrix, lags: CosetLags, noise known: Double?, iterationsMax: Int,
        tolerance: Double
    ) {
        let (rows, cosets) = (lags.pattern.rowCount, lags.pattern.cosetCount)
        let level = covariance.trace / Double(cosets)
        // All of the power in the rows, evenly, and a tenth of it noise besides.
        rowPowers = [Double](
            repeating: max(level, 1e-300) * Double(cosets) / Double(rows), count: rows)
        let floor = 1e-9 * max(level, 1e-300)
        noise = max(known ?? 0.1 * level, floor)
        precision = HermitianMatrix(order: cosets)
        for round in 0...iterationsMax {
            let model = lags.covariance(rowPowers: rowPowers, noise: noise)
            // Positive definite by its noise; rounding could spoil that only where noise is nil.
            guard let inverse = model.inverse()?.inverse else { break }
            precision = inverse
            guard round < iterationsMax else { break }
            iterations = round + 1
            let fitted = precision.sandwich(covariance)
            let (explained, expected) = (lags.rowForms(fitted), lags.rowForms(precision))
            var (largest, change) = (0.0, 0.0)
            for row in 0..<rows {
                let next = rowPowers[row] * explained[row] / max(expected[row], 1e-300)
                change = max(change, abs(next - rowPowers[row]))
                largest = max(largest, next)
                rowPowers[row] = next
            }
            if known == nil {
                // EM's step; it nears from above, and stays above nought.
                let surplus = fitted.trace - precision.trace
                noise = max(floor, noise + noise * noise * surplus / Double(cosets))
            }
            if change <= tolerance * largest { break }
        }
    }
}
