/// ``StreamingSparseBayes`` over some frames, from nothing.
///
/// Of several frames it says the expected spectrum; of a single one that frame's own |X|², which of
/// noise-like signals is not the expected one.
public struct StreamingSpectrum: SpectrumMethod {
    /// Its name in configurations and tables.
    public var name: String { settings.name }
    /// How it goes about it.
    public let settings: StreamingSettings

    /// The method.
    public init(settings: StreamingSettings = StreamingSettings()) { self.settings = settings }

    /// The spectrum as of the last frame; frames without use are passed over.
    public func estimate(
        _ frames: [CosetSpectra]
    ) throws(SensingError) -> SpectrumPosterior {
        guard let first = frames.first else { throw SensingError("a spectrum needs frames") }
        guard frames.allSatisfy({ $0.pattern == first.pattern }) else {
            throw SensingError("frames of one spectrum are of one pattern")
        }
        var tracker = StreamingSparseBayes(settings: settings)
        var warnings: [SpectrumWarning] = []
        var iterations = 0
        var answer = try tracker.update(first, iterationsMax: .max)
        for frame in frames.dropFirst() {
            warnings += answer.warnings.filter { !warnings.contains($0) }
            iterations += answer.iterations
            answer = try tracker.update(frame, iterationsMax: .max)
        }
        if frames.count == 1, let stream = tracker.stream, stream.frameCount == 1 {
            let realised = stream.realisedPower()
            // What is occupied is decided by the expected power, and stays so.
            for bin in realised.indices where answer.binPower[bin] > 0 {
                answer.binThresholds[bin] *= realised[bin] / answer.binPower[bin]
            }
            answer.binPower = realised
        }
        warnings += answer.warnings.filter { !warnings.contains($0) }
        answer.warnings = warnings
        answer.iterations += iterations
        answer.isWarmStart = false
        return answer
    }
}
