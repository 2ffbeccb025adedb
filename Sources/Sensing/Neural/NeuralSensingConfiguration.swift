import Numerics

/// How DeepRM's neural compressive sensing is set up, with what its paper leaves open.
public struct NeuralSensingConfiguration: Hashable, Sendable {
    /// Columns of the learnable input z, a multiple of 16; lost in the paper's text, 4 serve as well.
    public var inputCount = 16
    /// Width of the hidden layers, a multiple of 16; not in the paper.
    public var hiddenCount = 64
    /// ω of the sine activations: the paper's.
    public var frequency: Float = 10
    /// Where weights begin; not in the paper, and PyTorch's beginning ends 0.1 to 0.4 dB worse.
    public var beginning = SineLayers.Beginning.sine
    /// Adam's learning rate; not in the paper: 1e-2 diverges, 1e-3 needs twice the iterations.
    public var learningRate: Float = 3e-3
    /// λ for spectra scaled so that ‖Y‖² = P N: the paper's 1, whose scaling is lost.
    public var sparsity: Float = 1
    /// Iterations of the first stage, on data and sparsity, at a cold start; not in the paper.
    public var sparseIterations = 200
    /// Iterations of the second stage, on the data alone, at a cold start; 0 leaves it out.
    public var refiningIterations = 50
    /// The share of both that a warm start gets.
    public var warmShare = 0.5
    /// After how many iterations rows are weighed anew by their norms; nil gives all the weight 1.
    public var reweightingPeriod: Int?
    /// What the weights' denominators have besides the norm, as a share of the greatest norm.
    public var reweightingFloor: Float = 0.1
    /// A stage ends when its loss sinks by less than this share three times in ten iterations each; 0
    /// lets all of its iterations run.
    public var tolerance = 1e-3
    /// The seed of z and the weights.
    public var seed: UInt64 = 1

    /// The paper's method.
    public init() {}

    /// The paper's method.
    public static let paper = NeuralSensingConfiguration()

    /// Rows weighed by 1 / (‖X_l‖ / max + 0.1) every 25 iterations, λ = 2, no second stage.
    ///
    /// A majorised log-sum penalty (E. Candès, M. Wakin and S. Boyd, 2008), which is not in the paper.
    public static var reweighted: NeuralSensingConfiguration {
        var configuration = NeuralSensingConfiguration()
        configuration.sparsity = 2
        configuration.sparseIterations = 300
        configuration.refiningIterations = 0
        configuration.reweightingPeriod = 25
        return configuration
    }

    /// Throws where no network can have it, with the reason.
    public func validate() throws(SensingError) {
        guard inputCount > 0, inputCount.isMultiple(of: SineLayers.lanes), hiddenCount > 0,
            hiddenCount.isMultiple(of: SineLayers.lanes), inputCount <= 1_024, hiddenCount <= 1_024
        else {
            throw SensingError(
                "layers of \(inputCount) and \(hiddenCount) are not multiples of "
                    + "\(SineLayers.lanes) up to 1024")
        }
        guard frequency.isFinite, frequency > 0, learningRate.isFinite, learningRate > 0,
            sparsity.isFinite, sparsity >= 0, reweightingFloor.isFinite, reweightingFloor > 0
        else { throw SensingError("frequency, learning rate, sparsity and floor are positive") }
        guard sparseIterations >= 0, refiningIterations >= 0,
            sparseIterations + refiningIterations > 0, (reweightingPeriod ?? 1) > 0,
            warmShare > 0, warmShare <= 1, tolerance >= 0
        else { throw SensingError("a network wants iterations") }
    }

    /// Throws where a network of it would be too large for a pattern, or cannot be at all.
    func validate(for pattern: CosetPattern) throws(SensingError) {
        try validate()
        guard pattern.rowCount <= CosetLags.rowCountMax else {
            throw SensingError(
                "more than \(CosetLags.rowCountMax) rows are too many for a network")
        }
    }

    /// The network of a pattern.
    func layers(_ pattern: CosetPattern) -> SineLayers {
        SineLayers(
            rowCount: pattern.rowCount, inputCount: inputCount, hiddenCount: hiddenCount,
            columnCount: pattern.samplesPerCoset, frequency: frequency)
    }
}
