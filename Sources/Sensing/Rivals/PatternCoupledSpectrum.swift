import Numerics

/// PCSBL: sparse Bayesian learning where the prior of a bin leans on its neighbours'.
///
/// J. Fang, L. Zhang and H. Li, "Two-dimensional pattern-coupled sparse Bayesian learning via
/// generalized approximate message passing", IEEE TIP 2016. Bin (l, k) has the precision
/// α_lk + β Σ α of its neighbours: (l ± 1, k) and the bins next to it in frequency, which beyond a
/// row's end are those of the next row. The E-step is the paper's message passing, or exact, a P × P
/// system for each column; the M-step is the paper's α = 1 / (ω + b) (complex data), ω the same
/// weighted sum of second moments. Noise is learnt by EM unless told. Power is as of
/// ``SparseBayesianSpectrum``: of the mean from one frame, the second moment from several.
public struct PatternCoupledSpectrum: SpectrumMethod {
    /// How the posterior of X is found.
    public enum Inference: Hashable, Sendable {
        /// Approximately, by GAMP (the paper).
        case messagePassing
        /// Exactly, by a Cholesky factor for each column.
        case exact
    }

    /// Its name: `pcsbl-gamp` or `pcsbl`, and `-noise` where the noise is told.
    public let name: String
    /// How the posterior is found.
    public let inference: Inference
    /// The noise power of a Nyquist sample, if told: an oracle.
    public let noisePower: Double?
    /// β: how much a neighbour counts.
    public let coupling: Double
    /// Rounds of EM at most.
    public let iterationsMax: Int
    /// It ends when the mean moves by less than this share of its norm.
    public let tolerance: Double

    /// The method.
    public init(
        inference: Inference, noisePower: Double? = nil, coupling: Double = 1,
        iterationsMax: Int = 100, tolerance: Double = 1e-3
    ) {
        name =
            (inference == .exact ? "pcsbl" : "pcsbl-gamp") + (noisePower == nil ? "" : "-noise")
        self.inference = inference
        self.noisePower = noisePower
        self.coupling = coupling
        self.iterationsMax = iterationsMax
        self.tolerance = tolerance
    }

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames)
        let pattern = stack.pattern
        let energy = stack.values.squaredNorm
        guard energy > 0 else {
            return SpectrumPosterior(
                binPower: [Float](repeating: 0, count: pattern.binCount),
                rowCount: pattern.rowCount, iterations: 0, residual: 0)
        }
        let level = energy / Double(pattern.cosetCount * stack.columnCount)
        let known = noisePower.map { $0 * pattern.noiseFolding }
        var noise = known ?? 0.1 * level
        var prior = [Double](repeating: level / pattern.noiseFolding, count: pattern.binCount)
        var posterior = CoupledPosterior(stack, inference: inference)
        var iterations = 0
        while iterations < iterationsMax {
            iterations += 1
            posterior.update(prior: prior, noise: max(noise, 1e-12 * level))
            // In this order what is no number falls away.
            if known == nil { noise = max(1e-9 * level, posterior.noise) }
            prior = coupled(
                posterior.moments.binPowers, posterior.variance, pattern: pattern, level: level)
            let moments = posterior.moments
            if moments.squaredChange <= tolerance * tolerance * moments.squaredNorm { break }
        }
        let power = posterior.moments.binPowers.map { Double($0) }
        return SpectrumPosterior(
            binPower: zip(power, posterior.variance).map { mean, variance in
                Float(stack.frameCount > 1 ? mean + variance : mean)
            },
            binPowerDeviation: zip(power, posterior.variance).map { mean, variance in
                Float(
                    ((variance * variance + 2 * variance * mean) / Double(stack.frameCount))
                        .squareRoot())
            },
            rowCount: pattern.rowCount, noisePower: noise / pattern.noiseFolding,
            iterations: iterations,
            residual: (posterior.moments.squaredResidual / energy).squareRoot())
    }

    /// The bins' prior variances from their second moments.
    private func coupled(
        _ power: [Float], _ variance: [Double], pattern: CosetPattern, level: Double
    ) -> [Double] {
        let (bins, width) = (pattern.binCount, pattern.samplesPerCoset)
        func addingNeighbours(_ values: [Double]) -> [Double] {
            // The ends go round: neighbours beyond them are those of the other end.
            let around = Array(values[(bins - width)...] + values + values[..<width])
            return (width..<width + bins).map { place in
                let next = around[place + 1] + around[place - 1]
                return around[place]
                    + coupling * (next + around[place + width] + around[place - width])
            }
        }
        var moments = variance
        for place in moments.indices { moments[place] += Double(power[place]) }
        var precisions = addingNeighbours(moments)
        for place in precisions.indices {
            precisions[place] = 1 / (precisions[place] + 1e-10 * level)
        }
        var variances = addingNeighbours(precisions)
        for place in variances.indices { variances[place] = 1 / variances[place] }
        return variances
    }
}
