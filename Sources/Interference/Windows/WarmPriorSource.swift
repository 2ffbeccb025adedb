import Numerics

/// A source of priors whose warm state can be kept over a restart, and that makes its map only where
/// it is asked for.
public protocol WarmPriorSource: InterferencePriorSource {
    /// The prior behind some evidence in some areas; anything elsewhere.
    ///
    /// Emitters are found by all of the plane's samples, whatever is asked for.
    mutating func prior(
        of evidence: InterferenceEvidence, in areas: [CellRectangle]
    ) throws -> InterferencePrior

    /// Writes the warm state.
    func encode(into writer: inout ByteWriter)

    /// Reads the warm state that ``encode(into:)`` wrote.
    mutating func restore(from reader: inout ByteReader) throws
}

extension WarmPriorSource {
    /// The whole plane's.
    public mutating func prior(
        of evidence: InterferenceEvidence, in areas: [CellRectangle]
    ) throws -> InterferencePrior { try prior(of: evidence) }

    /// Nothing is kept warm.
    public func encode(into writer: inout ByteWriter) {}

    /// Nothing was kept warm.
    public mutating func restore(from reader: inout ByteReader) throws {}
}
