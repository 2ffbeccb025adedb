import Numerics

/// Wideband covariance fitting: powers ≥ 0 whose coset covariance is nearest the sample's.
///
/// min ‖R − Σ_l r_l a_l a_lᴴ − s² (L/P) I‖_F² over r ≥ 0, on the covariance accumulated over the frames:
/// once over all bins, which gives the row powers, and once in every bin k, which shares them out
/// (the non-negative least squares of D. Ariananda and G. Leus, "Compressive wideband power spectrum
/// estimation", IEEE TSP 2012, with their constraint of positive powers). The identity is
/// (P/L) Σ a_l a_lᴴ, so that noise and a spectrum flat over all rows are one and the same: the noise is
/// taken for the level of the vacant rows (``VacantLevel``) of a fit without the constraint.
public struct CovarianceFittingSpectrum: SpectrumMethod {
    /// Its name: `covariance-nnls`, or `covariance-nnls-noise` where the noise is told.
    public let name: String
    /// The noise power of a Nyquist sample, if told: an oracle.
    public let noisePower: Double?

    /// The method; noise is learnt unless told.
    public init(noisePower: Double? = nil) {
        name = noisePower == nil ? "covariance-nnls" : "covariance-nnls-noise"
        self.noisePower = noisePower
    }

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames)
        let lags = try CosetLags(pattern: stack.pattern)
        let (rows, width) = (stack.pattern.rowCount, stack.pattern.samplesPerCoset)
        let problem = Self.problem(lags)
        var iterations = 0
        func fit(_ covariance: HermitianMatrix, noise: Double, start: [Int] = []) -> [Double] {
            var signal = covariance
            signal.addToDiagonal(-noise * stack.pattern.noiseFolding)
            let solution = problem.solve(lags.rowForms(signal), start: start)
            iterations += solution.iterations
            return solution.solution
        }
        let covariance = stack.covariance
        let noise = noisePower ?? VacantLevel(lags.leastSquaresPowers(covariance)).mean
        let rowLevels = fit(covariance, noise: noise)
        var power = [Float](repeating: 0, count: rows * width)
        // A bin's positive powers are mostly in the rows that have any: a start nearby, the same minimum.
        let occupied = rowLevels.indices.filter { rowLevels[$0] > 0 }
        for (bin, covariance) in stack.binCovariances.enumerated() {
            let levels = fit(covariance, noise: noise, start: occupied)
            for row in 0..<rows { power[row * width + bin] = Float(levels[row]) }
        }
        let shared = Self.scale(power, to: rowLevels.map { $0 * Double(width) })
        var remainder = covariance
        remainder.add(
            lags.covariance(
                rowPowers: rowLevels, noise: noise * stack.pattern.noiseFolding), factor: -1)
        return SpectrumPosterior(
            binPower: shared, rowCount: rows, noisePower: noise, iterations: iterations,
            residual: (remainder.squaredNorm / max(covariance.squaredNorm, 1e-300))
                .squareRoot())
    }

    /// The normal equations: |a_lᴴ a_m|².
    static func problem(_ lags: CosetLags) -> NonNegativeLeastSquares {
        let rows = lags.pattern.rowCount
        let kernel = lags.squaredCoherences
        var gram = [Double](repeating: 0, count: rows * rows)
        for row in 0..<rows {
            for column in 0..<rows {
                gram[row * rows + column] = kernel[(row - column + rows) % rows]
            }
        }
        return NonNegativeLeastSquares(gram: gram, order: rows)
    }

    /// The bins with each row's sum made what it should be; an empty row is shared out evenly.
    static func scale(_ power: [Float], to rowPowers: [Double]) -> [Float] {
        let width = power.count / rowPowers.count
        var scaled = power
        for (row, wanted) in rowPowers.enumerated() {
            let places = row * width..<(row + 1) * width
            let sum = power[places].reduce(0, +)
            for place in places {
                scaled[place] =
                    sum > 0 ? power[place] * Float(wanted) / sum : Float(wanted) / Float(width)
            }
        }
        return scaled
    }
}
