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
        try configuration.validate(for: frame.pattern)
        var pass = SineLayersPass(
            layers: configuration.layers(frame.pattern), cosetCount: frame.pattern.cosetCount)
        return try update(frame, iterationsMax: iterationsMax, pass: &pass)
    }

    /// The same in room that others use, too.
    mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int, pass: inout SineLayersPass
    ) throws(SensingError) -> SpectrumPosterior {
        var network =
            self.network.flatMap { $0.pattern == frame.pattern ? $0 : nil }
            ?? NeuralSpectrum(pattern: frame.pattern, configuration: configuration)
        // One owner, so that θ is moved in place.
        self.network = nil
        let posterior = try network.fit(
            frame, configuration: configuration, iterationsMax: iterationsMax, pass: &pass)
        self.network = network
        return posterior
    }

    /// Writes θ, z, Adam's moments and steps, and the pattern that they are of.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        writer.append(network != nil)
        guard let network else { return }
        writer.append(UInt32(network.pattern.downsamplingFactor))
        writer.append(UInt32(network.pattern.samplesPerCoset))
        writer.append(network.pattern.offsets.map { UInt32($0) })
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
        let factor = Int(try reader.readUInt32())
        let samples = Int(try reader.readUInt32())
        let offsets = try reader.readUInt32s().map { Int($0) }
        let pattern = try CosetPattern(
            downsamplingFactor: factor, offsets: offsets, samplesPerCoset: samples)
        try configuration.validate(for: pattern)
        network = try NeuralSpectrum(
            from: &reader, pattern: pattern, configuration: configuration)
    }
}
