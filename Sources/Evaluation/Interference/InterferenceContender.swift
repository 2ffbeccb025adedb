import Interference
import Scenario

/// What takes part in an experiment: a method, or a bound that only one who knows the truth reaches.
public protocol InterferenceContender: Sendable {
    /// Its name in rows.
    var name: String { get }

    /// Does what is done once for a plane and its city, and not again for every update.
    mutating func prepare(for evidence: InterferenceEvidence) throws

    /// The map behind the evidence; only bounds look at the scene.
    mutating func estimate(
        _ evidence: InterferenceEvidence, scene: InterferenceScene
    ) throws -> InterferenceEstimate
}
