import Numerics

/// Sparse Bayesian learning of a power spectrum from a stream of coset frames.
///
/// Bins are uncorrelated, so in column k the frames have the covariance
/// Σ_l p[l, k] a_l a_lᴴ + s² L/P · I: what a stream tells of p is in the P × P sums of y yᴴ, which are
/// kept with forgetting (``CosetCovariance``), and more rows than cosets can be told apart. Each
/// frame's few iterations begin at the last posterior:
///
/// 1. Capon's beamformer on every bin, steered by the model, gives an output z and how much of it is
///    others' (``CaponBeams``);
/// 2. a chain along all N L bins, over the borders of rows, makes posteriors of it: a band has a level,
///    and mostly the neighbour's (``LevelChain``); bins that depart from their band's level by more
///    than chance may do so;
/// 3. the noise follows the evidence, and the floor of the spectrum is noise, since white noise is just
///    what an even spectrum is.
///
/// The newest frames alone are asked whether anything has changed. If so the sums begin anew, and where
/// nothing has changed the posterior is kept in place of them: a change shows at once. What is too slow
/// for that, a band that drifts, is followed by what the last few frames say of it (``RecentPower``).
public struct StreamingSparseBayes: SpectrumTracker {
    /// Its name in configurations and tables.
    public var name: String { settings.name }
    /// Its name in configurations and tables.
    public static let name = "streaming-sbl"
    /// Its name where nothing is taken for a change (``StreamingSettings/average``).
    public static let averageName = "streaming-sbl-average"
    /// Cosets that it serves at most: an iteration costs as their cube.
    public static let cosetCountMax = 128
    /// How it goes about it.
    public let settings: StreamingSettings
    /// What it knows of the stream; nil before the first frame.
    var stream: CosetStream?

    /// An estimator at the beginning of a stream.
    public init(settings: StreamingSettings = StreamingSettings()) {
        precondition(settings.areValid, "an estimator's settings are of use")
        self.settings = settings
    }

    /// Times that the spectrum was found to have changed since the stream began.
    public var changeCount: Int { stream?.changeCount ?? 0 }

    /// Takes in one frame and says what the spectrum is now.
    ///
    /// A coset of nothing but noughts is left out, and frames of nothing but noughts, or with samples
    /// that are no numbers, are passed over; ``SpectrumPosterior/warnings`` says so.
    ///
    /// - Parameters:
    ///   - frame: the newest frame.
    ///   - iterationsMax: iterations over bins at most.
    /// - Returns: expected signal power of each bin as of this frame.
    /// - Throws: `SensingError` where the pattern has more rows or cosets than it serves.
    public mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int
    ) throws(SensingError) -> SpectrumPosterior {
        try Self.check(frame.pattern)
        if stream?.pattern != frame.pattern { stream = nil }
        let condition = FrameCondition(frame)
        var stream = stream ?? CosetStream(pattern: frame.pattern)
        // Held once, or its arrays are copied at the first write.
        self.stream = nil
        defer { self.stream = stream }
        guard condition.isFinite, condition.liveCosets.count >= 2 else {
            var answer = stream.posterior(settings: settings)
            answer.warnings = [condition.isFinite ? .silentFrame : .damagedValues]
            answer.iterations = 0
            return answer
        }
        let isWarm = stream.frameCount > 0
        stream.useCosets(condition.liveCosets, settings: settings)
        let iterations = stream.take(frame, iterationsMax: iterationsMax, settings: settings)
        var answer = stream.posterior(settings: settings)
        answer.iterations = iterations
        answer.isWarmStart = isWarm
        if condition.liveCosets.count < frame.pattern.cosetCount { answer.warnings = [.deadCosets] }
        return answer
    }

    static func check(_ pattern: CosetPattern) throws(SensingError) {
        guard pattern.rowCount <= CosetLags.rowCountMax, pattern.cosetCount <= cosetCountMax,
            pattern.cosetCount >= 2
        else {
            throw SensingError(
                "\(name) serves 2 to \(cosetCountMax) cosets and \(CosetLags.rowCountMax) rows")
        }
    }
}
