import Interference
import Scenario

/// What is reached with the true interference map: floors of the methods' errors.
public struct InterferenceBound: InterferenceContender {
    /// What is known.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// I itself; what is left is the error of D̂, and of the detector on a perfect map.
        case perfectIss = "perfect-iss"
        /// The paper's network if it were perfect: I normalised by its own bounds, then brought back
        /// to decibels by the least squares over the positive samples (eqs. 9 to 11).
        case perfectCalibrated = "perfect-calibrated"
    }

    /// What is known.
    public let kind: Kind
    /// Finds the interfering nodes.
    public var detector: any PeakDetector

    /// A bound of a kind.
    public init(_ kind: Kind, detector: any PeakDetector) {
        self.kind = kind
        self.detector = detector
    }

    /// The kind's name.
    public var name: String { kind.rawValue }

    /// Nothing is prepared.
    public mutating func prepare(for evidence: InterferenceEvidence) {}

    /// The bound's map.
    public mutating func estimate(
        _ evidence: InterferenceEvidence, scene: InterferenceScene
    ) -> InterferenceEstimate {
        var map = scene.interferenceDbm
        if kind == .perfectCalibrated {
            let normalised = NormalisedTruth(map).values
            let calibration = MagnitudeCalibration(
                normalised: normalised, planes: MagnitudePlanes(evidence))
            map = calibration.issDbm(normalised)
        }
        return InterferenceEstimate(issDbm: map, emitters: detector.emitters(in: map, evidence))
    }
}
