import Numerics

/// A source of priors whose warm state can be kept over a restart, and that makes its map only where
/// it is asked for.
public protocol WarmPriorSource: InterferencePriorSource {
    /// The prior behind some evidence in some areas; anything elsewhere.
    ///
    /// - Parameters:
    ///   - evidence: of the whole plane.
    ///   - areas: where the prior is asked for.
    ///   - changed: where samples are new; what was found elsewhere may stay.
    /// - Returns: the prior, with the emitters of the whole plane.
    /// - Throws: where it cannot be made.
    mutating func prior(
        of evidence: InterferenceEvidence, in areas: [CellRectangle],
        renewing changed: [CellRectangle]
    ) throws -> InterferencePrior

    /// Writes the warm state.
    func encode(into writer: inout ByteWriter)

    /// Reads the warm state that ``encode(into:)`` wrote.
    mutating func restore(from reader: inout ByteReader) throws
}

extension WarmPriorSource {
    /// The whole plane's.
    public mutating func prior(
        of evidence: InterferenceEvidence, in areas: [CellRectangle],
        renewing changed: [CellRectangle]
    ) throws -> InterferencePrior { try prior(of: evidence) }

    /// Nothing is kept warm.
    public func encode(into writer: inout ByteWriter) {}

    /// Nothing was kept warm.
    public mutating func restore(from reader: inout ByteReader) throws {}
}
