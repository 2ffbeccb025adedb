import Numerics

/// FISTA's state on the group lasso.
///
/// The kernel's way (``SampledFrames``); ``Reference`` is the readable one.
struct GroupDescent {
    private let frames: SampledFrames
    /// 1 / (2 ‖A‖²): A is a tight frame, so the step is exact.
    private let step: Float
    private let penalty: Double
    private var weights: [Float]
    private var spectra: [Float]
    private(set) var iterations = 0

    init(stack: FrameStack, scale: Float, penalty: Double) {
        frames = stack.sampled(scaledBy: scale)
        step = Float(0.5 / stack.pattern.noiseFolding)
        self.penalty = penalty
        weights = [Float](repeating: 1, count: stack.pattern.rowCount)
        spectra = frames.emptySpectra
    }

    /// Goes on from where X is, without momentum.
    mutating func run(iterationsMax: Int, tolerance: Double) {
        iterations += frames.descend(
            &spectra, thresholds: weights.map { Float(penalty) * step * $0 }, step: step,
            iterationsMax: iterationsMax, tolerance: tolerance)
    }

    /// Weighs the rows anew, w = 1 / (‖x‖ / max ‖x‖ + 0.1), of mean 1.
    mutating func reweight() {
        let norms = frames.squaredRowNorms(spectra).map { Float($0.squareRoot()) }
        guard let most = norms.max(), most > 0 else { return }
        let raw = norms.map { 1 / ($0 / most + 0.1) }
        let mean = raw.reduce(0, +) / Float(raw.count)
        weights = raw.map { $0 / mean }
    }

    /// |X|², mean over the frames, and what X leaves of Y.
    var moments: SampledFrames.Moments { frames.moments(of: spectra, since: spectra) }

    /// X, `[L, columns]`, of Y as scaled.
    var spectrum: ComplexMatrix { frames.matrix(spectra) }
}
