import Numerics

/// DeepRM's networks of many sensors, each with its own weights, moved together.
///
/// One call of the kernel takes up to 16 sensors of a pattern forward and backward, tensors `[S, …]`
/// (``SineLayersBatch``). A sensor's answer is the one that its tracker alone would give.
public struct DeepRMSensors: Sendable {
    /// How all of them are set up.
    public let configuration: NeuralSensingConfiguration
    /// The sensors, in the order that they were named in.
    public private(set) var trackers: [DeepRMTracker]

    /// Some sensors before their first frames.
    public init(count: Int, configuration: NeuralSensingConfiguration = .paper) {
        precondition(count >= 0, "a count")
        self.configuration = configuration
        trackers = (0..<count).map { number in
            var own = configuration
            own.seed = configuration.seed &+ UInt64(number)
            return DeepRMTracker(configuration: own)
        }
    }

    /// Takes in one frame of each sensor; those of one pattern are fitted together.
    ///
    /// - Parameters:
    ///   - frames: the newest of each; nil where a sensor has none.
    ///   - iterationsMax: the budget of each sensor.
    /// - Returns: the spectra, nil where there was no frame.
    /// - Throws: `SensingError` where a frame cannot be served; then none is taken in.
    public mutating func update(
        _ frames: [CosetSpectra?], iterationsMax: Int
    ) throws(SensingError) -> [SpectrumPosterior?] {
        precondition(frames.count == trackers.count, "each sensor has its place")
        let present = frames.indices.filter { frames[$0] != nil }
        var chosen = present.map { trackers[$0] }
        let spectra = try NeuralFit(configuration: configuration).update(
            &chosen, with: frames.compactMap { $0 }, iterationsMax: iterationsMax)
        var posteriors = [SpectrumPosterior?](repeating: nil, count: frames.count)
        for (place, sensor) in present.enumerated() {
            posteriors[sensor] = spectra[place]
            trackers[sensor] = chosen[place]
        }
        return posteriors
    }
}
