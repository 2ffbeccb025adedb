import Numerics

extension EvidenceFit {
    /// The fit as its equations read, which the kernel is checked against.
    static func reference(
        covariance: HermitianMatrix, lags: CosetLags, noise known: Double?, iterationsMax: Int,
        tolerance: Double
    ) -> EvidenceFit {
        let (rows, cosets) = (lags.pattern.rowCount, lags.pattern.cosetCount)
        var fit = EvidenceFit(covariance: covariance, lags: lags, noise: known)
        for round in 0...iterationsMax {
            let model = lags.covariance(rowPowers: fit.rowPowers, noise: fit.noise)
            // Positive definite by its noise; rounding could spoil that only where noise is nil.
            guard let inverse = model.inverse()?.inverse else { break }
            fit.precision = inverse
            guard round < iterationsMax else { break }
            fit.iterations = round + 1
            let fitted = fit.precision.sandwich(covariance)
            let (explained, expected) = (lags.rowForms(fitted), lags.rowForms(fit.precision))
            var (largest, change) = (0.0, 0.0)
            for row in 0..<rows {
                let next = fit.rowPowers[row] * explained[row] / max(expected[row], 1e-300)
                change = max(change, abs(next - fit.rowPowers[row]))
                largest = max(largest, next)
                fit.rowPowers[row] = next
            }
            if known == nil {
                // EM's step; it nears from above, and stays above nought.
                let surplus = fitted.trace - fit.precision.trace
                fit.noise = max(
                    noiseFloor(covariance),
                    fit.noise + fit.noise * fit.noise * surplus / Double(cosets))
            }
            if change <= tolerance * largest { break }
        }
        return fit
    }
}
