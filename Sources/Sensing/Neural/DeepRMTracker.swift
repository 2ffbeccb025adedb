import Numerics

/// DeepRM's neural compressive sensing over a sensor's stream: each frame's fit starts from the last
/// one's network and moments.
///
/// The spectrum is the newest frame's, as in the paper; nothing is averaged.
public struct DeepRMTracker: SpectrumTracker, Hashable {
    /// What a kept state begins with.
    private static let version: UInt8 = 1

    /// Its name in configurations and tables.
    public let name: String
    /// How it is set up.
    public let configuration: NeuralSensingConfiguration
    private var network: NeuralSpectrum?

    /// A tracker before its first frame.
    public init(name: String = "deeprm", configuration: NeuralSensingConfiguration = .paper) {
        self.name = name
        self.configuration = configuration
    }

    /// The variant that weighs the rows: `deeprm-reweighted`.
    public static let reweighted = DeepRMTracker(
        name: "deeprm-reweighted", configuration: .reweighted)

    /// Takes in one frame and says what the spectrum is now.
    public mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int
    ) throws(SensingError) -> SpectrumPosterior {
        var trackers = [self]
        let posterior = try NeuralFit(configuration: configuration).update(
            &trackers, with: [frame], iterationsMax: iterationsMax)
        self = trackers[0]
        return posterior[0]
    }

    /// The network that a frame of a pattern is fitted with: the last frame's, or a new one.
    func network(for pattern: CosetPattern) -> NeuralSpectrum {
        network.flatMap { $0.pattern == pattern ? $0 : nil }
            ?? NeuralSpectrum(pattern: pattern, configuration: configuration)
    }

    /// Keeps a network for the next frame.
    mutating func keep(_ network: NeuralSpectrum) { self.network = network }

    /// Writes θ, z, Adam's moments and steps, and the pattern that they are of.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        writer.append(network != nil)
        guard let network else { return }
        network.pattern.encode(into: &writer)
        network.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` wrote; a damaged state, or one of another configuration's sizes,
    /// throws and changes nothing.
    public mutating func restore(from reader: inout ByteReader) throws {
        let start = reader.offset
        let version = try reader.readUInt8()
        guard version == Self.version else {
            throw ByteReaderError(
                what: "DeepRMTracker", offset: start,
                reason: "it is of version \(version), not \(Self.version)")
        }
        guard try reader.readBool() else {
            network = nil
            return
        }
        let pattern = try CosetPattern(from: &reader)
        try configuration.validate(for: pattern)
        network = try NeuralSpectrum(
            from: &reader, pattern: pattern, configuration: configuration)
    }
}
