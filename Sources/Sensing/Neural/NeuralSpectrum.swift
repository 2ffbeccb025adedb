import Numerics

/// One sensor's network: what it has learnt of the sensor's spectrum, ready for the next frame.
///
/// ``NeuralFit`` moves it. What is kept for the next frame, θ, z and Adam's moments, is as the first
/// stage left it: the second fits the frame's own noise, which the next frame does not have.
struct NeuralSpectrum: Hashable, Sendable {
    /// The sampler.
    let pattern: CosetPattern
    /// θ and z, and Adam's moments and steps.
    private(set) var network: SineNetwork
    /// Frames taken in.
    private(set) var frameCount = 0
    /// More frames or steps than any stream has; counts beyond are damaged.
    private static let countMax = 1 << 48

    /// The network before the first frame.
    init(pattern: CosetPattern, configuration: NeuralSensingConfiguration) {
        self.pattern = pattern
        let layers = configuration.layers(pattern)
        var random = SeededGenerator(seed: configuration.seed)
        network = SineNetwork(
            parameters: layers.initialParameters(configuration.beginning, using: &random))
    }

    /// The network that a writer kept.
    init(
        from reader: inout ByteReader, pattern: CosetPattern,
        configuration: NeuralSensingConfiguration
    ) throws {
        self.pattern = pattern
        let start = reader.offset
        frameCount = Int(clamping: try reader.readInt64())
        let parameters = try reader.readFloats()
        let count = configuration.layers(pattern).parameterCount
        guard parameters.count == count, (0...Self.countMax).contains(frameCount) else {
            throw ByteReaderError(
                what: "NeuralSpectrum", offset: start,
                reason: "\(parameters.count) numbers after \(frameCount) frames, not \(count)")
        }
        let stepCount = Int(clamping: try reader.readInt64())
        let weightDecay = try reader.readFloat()
        let (first, second) = (try reader.readFloats(), try reader.readFloats())
        guard first.count == count, second.count == count,
            (0...Self.countMax).contains(stepCount)
        else {
            throw ByteReaderError(
                what: "NeuralSpectrum", offset: start,
                reason: "moments after \(stepCount) steps are not of \(count) numbers")
        }
        guard parameters.allSatisfy(\.isFinite), first.allSatisfy(\.isFinite),
            second.allSatisfy({ $0.isFinite && $0 >= 0 }), weightDecay == 0
        else {
            throw ByteReaderError(
                what: "NeuralSpectrum", offset: start, reason: "its numbers are no numbers")
        }
        network = SineNetwork(
            parameters: parameters, first: first, second: second, stepCount: stepCount)
    }

    /// Writes everything but the pattern.
    func encode(into writer: inout ByteWriter) {
        writer.append(Int64(frameCount))
        writer.append(network.parameters)
        // As NeuralNet's Adam writes itself, with its weight decay, which there is none of here.
        writer.append(Int64(network.stepCount))
        writer.append(Float(0))
        writer.append(network.first)
        writer.append(network.second)
    }

    /// Takes in what a fit has made of the network.
    mutating func adopt(_ network: SineNetwork) {
        self.network = network
        frameCount += 1
    }
}
