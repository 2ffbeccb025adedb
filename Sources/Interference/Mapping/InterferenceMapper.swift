/// One method that turns the evidence over a plane into a map of interference.
///
/// A mapper may keep warm what the next update of the same plane can begin with.
public protocol InterferenceMapper: Sendable {
    /// The method's name in configuration, maps and tables.
    var name: String { get }

    /// Maps the interference behind the evidence.
    mutating func map(_ evidence: InterferenceEvidence) throws -> InterferenceEstimate
}
