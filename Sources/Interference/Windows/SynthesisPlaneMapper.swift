import Numerics

/// Analysis by synthesis over a plane, for the engine: from the emitters of the last update on.
public struct SynthesisPlaneMapper: PlaneMapper {
    private(set) var mapper = SynthesisMapper()

    /// A mapper that has seen nothing.
    public init() {}

    /// The method's name.
    public var name: String { mapper.name }

    /// Maps the interference in some areas; NaN elsewhere.
    public mutating func map(
        _ evidence: InterferenceEvidence, in areas: [CellRectangle]
    ) throws -> InterferenceEstimate {
        mapper.map(evidence, in: areas, renewing: areas)
    }

    /// Writes the emitters.
    public func encode(into writer: inout ByteWriter) { mapper.encode(into: &writer) }

    /// Reads them.
    public mutating func restore(from reader: inout ByteReader) throws {
        try mapper.restore(from: &reader)
    }
}
