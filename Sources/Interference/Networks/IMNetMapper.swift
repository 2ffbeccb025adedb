import Model
import NeuralNet

/// The paper's pipeline: planes, network, calibration, peaks.
///
/// DSS subtracted, the negative indicator, IMNet (or the plain UNet), de-normalisation by least
/// squares over the positive samples, 2-D CFAR over the result (IMNet paper, sections III and IV).
public struct IMNetMapper: InterferenceMapper {
    /// The network.
    public let network: IMNet
    /// Finds the interfering nodes in the calibrated map.
    public var detector: any PeakDetector
    /// SHA-256 of the weights' file.
    public let weightsHash: String
    private let compiled: CompiledNetwork

    /// A mapper by a network and its weights.
    ///
    /// - Parameters:
    ///   - network: IMNet or the plain UNet.
    ///   - weights: a file written by `ethermap train`.
    ///   - side: side of the planes, cells; the paper's is 128.
    ///   - threadCount: cores to use.
    ///   - detector: finds peaks.
    /// - Throws: `NeuralNetError` where the weights are not this network's.
    public init(
        network: IMNet, weights: WeightsFile, side: Int = 128, threadCount: Int = 1,
        detector: any PeakDetector = CellAveragingDetector()
    ) throws {
        self.network = network
        self.detector = detector
        weightsHash = weights.hash
        compiled = try CompiledNetwork(
            network.graph, batch: 1, extent: [side, side], threadCount: threadCount)
        try compiled.load(weights.parameters(for: network.graph.parameterLayout))
    }

    /// The method's name.
    public var name: String { network.name }

    /// The network's own answer, before it is decibels, 0 to 1 [cell].
    public func normalised(_ planes: MagnitudePlanes) throws -> [Float] {
        var inputs = [IMNet.magnitudeInput: planes.magnitude]
        if network.isCorrected { inputs[IMNet.indicatorInput] = planes.indicator }
        return try compiled.forward(inputs)[IMNet.output] ?? []
    }

    /// Maps the interference behind the evidence.
    public mutating func map(_ evidence: InterferenceEvidence) throws -> InterferenceEstimate {
        let planes = MagnitudePlanes(evidence)
        let normalised = try normalised(planes)
        let calibration = MagnitudeCalibration(normalised: normalised, planes: planes)
        return estimate(calibration.issDbm(normalised), evidence)
    }

    /// The estimate of a calibrated map, its peaks found.
    public func estimate(
        _ issDbm: [Float], _ evidence: InterferenceEvidence
    ) -> InterferenceEstimate {
        InterferenceEstimate(issDbm: issDbm, emitters: detector.emitters(in: issDbm, evidence))
    }
}
