import Numerics

/// DeepRM's networks of many sensors, each with its own weights, in one room.
///
/// A sensor's products fill the vector units by themselves, so sensors take turns: the weights and
/// moments of one, 190 kB at the paper's sizes, stay in the cache for all its iterations, where those of
/// a batch would not. A sensor's answer is the one that its tracker alone would give.
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

    /// Takes in one frame of each sensor; those of one pattern share their room.
    ///
    /// - Parameters:
    ///   - frames: the newest of each; nil where a sensor has none.
    ///   - iterationsMax: the budget of each sensor.
    /// - Returns: the spectra, nil where there was no frame.
    /// - Throws: `SensingError` where a frame cannot be served; sensors before it have taken theirs in.
    public mutating func update(
        _ frames: [CosetSpectra?], iterationsMax: Int
    ) throws(SensingError) -> [SpectrumPosterior?] {
        precondition(frames.count == trackers.count, "each sensor has its place")
        var room: SineLayersPass?
        var posteriors: [SpectrumPosterior?] = []
        for (number, frame) in frames.enumerated() {
            guard let frame else {
                posteriors.append(nil)
                continue
            }
            try configuration.validate(for: frame.pattern)
            let layers = configuration.layers(frame.pattern)
            let cosets = frame.pattern.cosetCount
            var pass =
                room.take().flatMap {
                    $0.layers == layers && $0.cosetCount == cosets ? $0 : nil
                } ?? SineLayersPass(layers: layers, cosetCount: cosets)
            posteriors.append(
                try trackers[number].update(frame, iterationsMax: iterationsMax, pass: &pass))
            room = pass
        }
        return posteriors
    }
}
