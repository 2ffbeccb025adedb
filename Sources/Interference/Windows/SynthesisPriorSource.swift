import Numerics

/// Analysis by synthesis as the prior that a network corrects.
public struct SynthesisPriorSource: WarmPriorSource {
    private(set) var mapper = SynthesisMapper()

    /// A source that has seen nothing.
    public init() {}

    /// The method's name, which weights carry.
    public var name: String { mapper.name }

    /// The prior behind some evidence that stands for itself: started cold.
    public mutating func prior(of evidence: InterferenceEvidence) throws -> InterferencePrior {
        mapper.forget()
        return Self.prior(try mapper.map(evidence))
    }

    /// The prior in some areas, from the emitters of the last update on.
    public mutating func prior(
        of evidence: InterferenceEvidence, in areas: [CellRectangle],
        renewing changed: [CellRectangle]
    ) throws -> InterferencePrior {
        Self.prior(mapper.map(evidence, in: areas, renewing: changed))
    }

    private static func prior(_ estimate: InterferenceEstimate) -> InterferencePrior {
        InterferencePrior(
            issDbm: estimate.issDbm, deviationsDb: estimate.deviationsDb,
            emitters: estimate.emitters)
    }

    /// Writes the emitters.
    public func encode(into writer: inout ByteWriter) { mapper.encode(into: &writer) }

    /// Reads them.
    public mutating func restore(from reader: inout ByteReader) throws {
        try mapper.restore(from: &reader)
    }
}
