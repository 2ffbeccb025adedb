import Interference
import Scenario

/// One of the paper's networks with the true map's bounds instead of the calibration.
public struct OracleNetwork: InterferenceContender {
    private var mapper: IMNetMapper

    /// A network with its detector.
    public init(_ mapper: IMNetMapper) {
        self.mapper = mapper
    }

    /// The network's name, and what it is told.
    public var name: String { mapper.name + "-oracle" }

    /// Nothing is prepared.
    public mutating func prepare(for evidence: InterferenceEvidence) {}

    /// The network's map between the true bounds.
    public mutating func estimate(
        _ evidence: InterferenceEvidence, scene: InterferenceScene
    ) throws -> InterferenceEstimate {
        let truth = NormalisedTruth(scene.interferenceDbm)
        let calibration = MagnitudeCalibration(
            leastDbm: Double(truth.leastDbm), greatestDbm: Double(truth.greatestDbm))
        let normalised = try mapper.normalised(MagnitudePlanes(evidence))
        return mapper.estimate(calibration.issDbm(normalised), evidence)
    }
}
