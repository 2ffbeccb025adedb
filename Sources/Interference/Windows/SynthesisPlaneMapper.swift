import Numerics

/// Analysis by synthesis over a plane, for the engine.
///
/// It starts cold at every update: what it kept warm would have to be in a snapshot for a restored
/// engine to go on with the same bits.
public struct SynthesisPlaneMapper: PlaneMapper {
    private var mapper = SynthesisMapper()

    /// A mapper that has seen nothing.
    public init() {}

    /// The method's name.
    public var name: String { mapper.name }

    /// Maps the interference in some areas; NaN elsewhere.
    public mutating func map(
        _ evidence: InterferenceEvidence, in areas: [CellRectangle]
    ) throws -> InterferenceEstimate {
        mapper.forget()
        return try mapper.map(evidence).kept(in: areas, width: evidence.grid.nx)
    }

    /// Nothing is kept warm.
    public func encode(into writer: inout ByteWriter) {}

    /// Nothing was kept warm.
    public mutating func restore(from reader: inout ByteReader) throws {}
}

extension InterferenceEstimate {
    /// The same with NaN outside some areas.
    func kept(in areas: [CellRectangle], width: Int) -> InterferenceEstimate {
        func kept(_ plane: [Float]) -> [Float] {
            guard !plane.isEmpty else { return [] }
            var kept = [Float](repeating: .nan, count: plane.count)
            for area in areas {
                for y in area.rows {
                    let first = y * width
                    let cells = first + area.columns.lowerBound..<first + area.columns.upperBound
                    kept.replaceSubrange(cells, with: plane[cells])
                }
            }
            return kept
        }
        return InterferenceEstimate(
            issDbm: kept(issDbm), deviationsDb: kept(deviationsDb), emitters: emitters,
            desiredDbm: kept(desiredDbm))
    }
}
