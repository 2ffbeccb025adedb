import Numerics

/// M-SBL: every row of the spectrum has a Gaussian prior of one unknown variance.
///
/// D. Wipf and B. Rao, "An empirical Bayesian strategy for solving the simultaneous sparse
/// approximation problem", IEEE TSP 2007. With Σ = λ I + A Γ Aᴴ and R = Y Yᴴ / columns the evidence
/// −log |Σ| − tr(Σ⁻¹ R) is raised by the fixed point γ ← γ (aᴴ Σ⁻¹ R Σ⁻¹ a) / (aᴴ Σ⁻¹ a), which is the
/// paper's eq. 19 written without the posterior (γ_l ← mean |μ_l|² / (1 − Σ_ll / γ_l)); the noise
/// λ = s² L / P follows EM (or is told). Power over several frames is the posterior's second moment,
/// mean |μ|² + Σ_ll, which is γ at the fixed point; of one frame it is |μ|² alone, as in deeprm.md.
public struct SparseBayesianSpectrum: SpectrumMethod {
    /// Its name: `m-sbl`, or `m-sbl-noise` where the noise is told.
    public let name: String
    /// The noise power of a Nyquist sample, if told: an oracle.
    public let noisePower: Double?
    /// Iterations at most.
    public let iterationsMax: Int
    /// It ends when no γ moves by more than this share of the largest.
    public let tolerance: Double

    /// The method; noise is learnt unless told.
    public init(noisePower: Double? = nil, iterationsMax: Int = 400, tolerance: Double = 1e-4) {
        name = noisePower == nil ? "m-sbl" : "m-sbl-noise"
        self.noisePower = noisePower
        self.iterationsMax = iterationsMax
        self.tolerance = tolerance
    }

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames)
        let lags = try CosetLags(pattern: stack.pattern)
        let folding = stack.pattern.noiseFolding
        let energy = stack.values.squaredNorm
        guard energy > 0 else {
            return SpectrumPosterior(
                binPower: [Float](repeating: 0, count: stack.pattern.binCount),
                rowCount: stack.pattern.rowCount, iterations: 0, residual: 0)
        }
        let fit = EvidenceFit(
            covariance: stack.covariance, lags: lags, noise: noisePower.map { $0 * folding },
            iterationsMax: iterationsMax, tolerance: tolerance)
        // μ = Γ Aᴴ Σ⁻¹ Y; its variance is γ − γ² aᴴ Σ⁻¹ a.
        let sampled = stack.sampled
        let means = sampled.means(precision: fit.precision, rowPowers: fit.rowPowers)
        let moments = sampled.moments(of: means, since: means)
        var power = moments.binPowers
        let forms = lags.rowForms(fit.precision)
        let width = stack.pattern.samplesPerCoset
        var deviation = power
        for row in fit.rowPowers.indices {
            let gamma = fit.rowPowers[row]
            let variance = Float(max(0, gamma - gamma * gamma * forms[row]))
            for place in row * width..<(row + 1) * width {
                // |x|² of a complex Gaussian; frames are independent of each other.
                deviation[place] =
                    ((variance * variance + 2 * variance * power[place])
                    / Float(stack.frameCount)).squareRoot()
                if stack.frameCount > 1 { power[place] += variance }
            }
        }
        return SpectrumPosterior(
            binPower: power, binPowerDeviation: deviation, rowCount: stack.pattern.rowCount,
            noisePower: fit.noise / folding, iterations: fit.iterations,
            residual: (moments.squaredResidual / energy).squareRoot())
    }
}
