import CKernels

extension SampledFrames {
    /// What spectra say, and how far they have moved.
    public struct Moments: Sendable {
        /// |X|², mean over the frames, `[L, N]`.
        public var binPowers: [Float]
        /// ‖Y − A X‖².
        public var squaredResidual: Double
        /// ‖X − X'‖².
        public var squaredChange: Double
        /// ‖X‖².
        public var squaredNorm: Double
    }

    /// Moments of spectra `[F, L, 2 N']`, and how far they are from others.
    public func moments(of spectra: [Float], since before: [Float]) -> Moments {
        precondition(
            spectra.count == spectraCount && before.count == spectra.count,
            "spectra are [F, L, 2 N']")
        var powers = [Float](repeating: 0, count: rowCount * paddedColumnCount)
        var sums = [0.0, 0.0, 0.0]
        withKernel { frames, _, scratch in
            ethermap_frames_moments(&frames, spectra, before, &powers, &sums, scratch)
        }
        return Moments(
            binPowers: narrowed(powers), squaredResidual: sums[0], squaredChange: sums[1],
            squaredNorm: sums[2])
    }

    /// FISTA on ‖Y − A X‖² + Σ_l t_l ‖X_l‖ / step, a row X_l over all frames.
    ///
    /// A. Beck and M. Teboulle (2009), with B. O'Donoghue and E. Candès' restart.
    ///
    /// - Parameters:
    ///   - spectra: where X begins, without momentum, and ends.
    ///   - thresholds: t_l.
    ///   - step: at most 1 / (2 ‖A‖²).
    ///   - iterationsMax: at most so many iterations.
    ///   - tolerance: it ends when X moves by less than this share of its norm.
    /// - Returns: the iterations.
    public func descend(
        _ spectra: inout [Float], thresholds: [Float], step: Float, iterationsMax: Int,
        tolerance: Double
    ) -> Int {
        precondition(
            spectra.count == spectraCount && thresholds.count == rowCount,
            "each row has its threshold")
        return withKernel { frames, _, scratch in
            Int(
                ethermap_group_descent(
                    &frames, thresholds, step, Int32(clamping: iterationsMax), tolerance,
                    &spectra, scratch))
        }
    }

    /// The model that a posterior is of: independent Gaussian bins, white noise.
    public struct Prior: Sendable {
        /// Variance of each bin, `[L, N]`.
        public var variances: [Double]
        /// Variance of the noise of an entry of Y.
        public var noise: Double

        /// A model.
        public init(variances: [Double], noise: Double) {
            self.variances = variances
            self.noise = noise
        }
    }

    /// Steps of sum-product GAMP, each gone by the share `damping`.
    ///
    /// S. Rangan, ISIT 2011.
    ///
    /// - Parameters:
    ///   - messages: scaled residuals, `[F, P, 2 N']`.
    ///   - means: of X, `[F, L, 2 N']`.
    ///   - variances: of the bins, `[L, N]`.
    ///   - prior: the model.
    ///   - steps: how many.
    ///   - damping: 1 is undamped.
    public func passMessages(
        _ messages: inout [Float], means: inout [Float], variances: inout [Double], prior: Prior,
        steps: Int, damping: Float
    ) {
        precondition(
            messages.count == targets.count && means.count == spectraCount
                && variances.count == rowCount * columnCount
                && prior.variances.count == variances.count, "sizes agree")
        var wide = widened(variances)
        withKernel { frames, _, scratch in
            ethermap_message_passing(
                &frames, widened(prior.variances), prior.noise, Int32(clamping: steps), damping,
                &wide, &messages, &means, scratch)
        }
        variances = narrowed(wide)
    }

    /// The posterior exactly: Σ of each bin's column by circular lags and its inverse, eight columns at once.
    ///
    /// - Parameters:
    ///   - means: of X, `[F, L, 2 N']`.
    ///   - variances: of the bins, `[L, N]`.
    ///   - prior: the model; its noise is above nought.
    public func solve(means: inout [Float], variances: inout [Double], prior: Prior) {
        precondition(
            means.count == spectraCount && variances.count == rowCount * columnCount
                && prior.variances.count == variances.count && prior.noise > 0, "sizes agree")
        var wide = widened(variances)
        withKernel { frames, sampler, scratch in
            ethermap_exact_posterior(
                &frames, &sampler, widened(prior.variances), prior.noise, &wide, &means, scratch)
        }
        variances = narrowed(wide)
    }

    /// The posterior's means, p aᴴ Σ⁻¹ y, of a known Σ⁻¹ that is the same in all columns.
    ///
    /// - Parameters:
    ///   - precision: Σ⁻¹, `[P, P]`.
    ///   - rowPowers: p, `[L]`.
    /// - Returns: means of X, `[F, L, 2 N']`.
    public func means(precision: HermitianMatrix, rowPowers: [Double]) -> [Float] {
        precondition(
            precision.values.count == 2 * cosetCount * cosetCount && rowPowers.count == rowCount,
            "sizes agree")
        let prior = rowPowers.flatMap { [Double](repeating: $0, count: paddedColumnCount) }
        var means = emptySpectra
        withKernel { frames, _, scratch in
            ethermap_whitened_means(&frames, precision.values, prior, &means, scratch)
        }
        return means
    }
}
