/// Analysis by synthesis as the prior that a network corrects, started cold at every update.
public struct SynthesisPriorSource: WarmPriorSource {
    private var mapper = SynthesisMapper()

    /// A source that has seen nothing.
    public init() {}

    /// The method's name, which weights carry.
    public var name: String { mapper.name }

    /// The prior behind some evidence.
    public mutating func prior(of evidence: InterferenceEvidence) throws -> InterferencePrior {
        mapper.forget()
        let estimate = try mapper.map(evidence)
        return InterferencePrior(
            issDbm: estimate.issDbm, deviationsDb: estimate.deviationsDb,
            emitters: estimate.emitters)
    }
}
