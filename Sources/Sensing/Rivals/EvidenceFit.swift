import Numerics

/// Row powers and noise that maximise a coset covariance's evidence, −log |Σ| − tr(Σ⁻¹ R).
///
/// The kernel's answer (``EvidenceAscent``); ``reference(covariance:lags:noise:iterationsMax:tolerance:)``
/// is the readable way, 4 to 5 times slower.
struct EvidenceFit {
    /// γ_l: mean power of a bin of each row.
    var rowPowers: [Double]
    /// λ: noise of an entry of Y.
    var noise: Double
    /// Σ⁻¹ at the end.
    var precision: HermitianMatrix
    var iterations = 0

    init(
        covariance: HermitianMatrix, lags: CosetLags, noise known: Double?, iterationsMax: Int,
        tolerance: Double
    ) {
        let start = EvidenceFit(covariance: covariance, lags: lags, noise: known)
        let ascent = EvidenceAscent(
            covariance: covariance, offsets: lags.pattern.offsets, rowPowers: start.rowPowers,
            noise: start.noise,
            limits: EvidenceAscent.Limits(
                iterationsMax: iterationsMax, tolerance: tolerance,
                noiseFloor: known == nil ? Self.noiseFloor(covariance) : nil))
        rowPowers = ascent.rowPowers
        noise = ascent.noise
        precision = ascent.precision
        iterations = ascent.iterations
    }

    /// Where the fit begins: all of the power in the rows, evenly, and a tenth of it noise besides.
    init(covariance: HermitianMatrix, lags: CosetLags, noise known: Double?) {
        let (rows, cosets) = (lags.pattern.rowCount, lags.pattern.cosetCount)
        let level = covariance.trace / Double(cosets)
        rowPowers = [Double](
            repeating: max(level, 1e-300) * Double(cosets) / Double(rows), count: rows)
        noise = max(known ?? 0.1 * level, Self.noiseFloor(covariance))
        precision = HermitianMatrix(order: cosets)
    }

    static func noiseFloor(_ covariance: HermitianMatrix) -> Double {
        1e-9 * max(covariance.trace / Double(covariance.order), 1e-300)
    }
}
