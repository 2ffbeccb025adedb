import Numerics

/// The posterior of X under independent Gaussian priors of the bins, exact or by message passing.
///
/// The kernels' answer (``SampledFrames``); ``Reference`` is the readable way.
struct CoupledPosterior {
    private let frames: SampledFrames
    private let inference: PatternCoupledSpectrum.Inference
    /// GAMP's scaled residuals, kept from round to round.
    private var messages: [Float]
    /// The mean of X, and that of the last round.
    private var means: [Float]
    private var meansBefore: [Float]
    private var prior: SampledFrames.Prior?
    /// |mean|² over the frames, how far the mean moved, and what it leaves.
    private(set) var moments: SampledFrames.Moments
    /// The variance of a bin, `[L, N]`, the same in every frame.
    private(set) var variance: [Double]

    /// Message passing's steps within a round of EM, and how far each goes: A is no matrix of
    /// independent elements, and without damping it diverges.
    static let stepsPerRound = 5
    static let damping: Float = 0.5

    init(_ stack: FrameStack, inference: PatternCoupledSpectrum.Inference) {
        self.inference = inference
        frames = stack.sampled
        messages = frames.emptySamples
        means = frames.emptySpectra
        meansBefore = means
        variance = [Double](repeating: 0, count: stack.pattern.binCount)
        moments = frames.moments(of: means, since: means)
    }

    /// The posterior under another prior and other noise.
    mutating func update(prior variances: [Double], noise: Double) {
        if prior == nil { variance = variances }
        let prior = SampledFrames.Prior(variances: variances, noise: noise)
        self.prior = prior
        swap(&means, &meansBefore)
        switch inference {
        case .exact: frames.solve(means: &means, variances: &variance, prior: prior)
        case .messagePassing:
            means = meansBefore
            frames.passMessages(
                &messages, means: &means, variances: &variance, prior: prior,
                steps: Self.stepsPerRound, damping: Self.damping)
        }
        moments = frames.moments(of: means, since: meansBefore)
    }

    /// EM's noise: mean |Y − A X|² under the posterior.
    var noise: Double {
        guard let prior else { return 0 }
        let count = Double(frames.frameCount)
        let entries = count * Double(frames.cosetCount * frames.columnCount)
        var determined = 0.0
        for place in variance.indices { determined += 1 - variance[place] / prior.variances[place] }
        return moments.squaredResidual / entries + prior.noise * determined * count / entries
    }

    /// The mean of X, `[L, F N]`.
    var mean: ComplexMatrix { frames.matrix(means) }
}
