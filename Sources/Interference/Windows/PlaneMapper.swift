import Numerics

/// Maps the interference over one plane, again and again, as much of it as is asked for.
///
/// What it keeps warm is encoded: a mapper that was restored gives the same bits as the one that went
/// on.
public protocol PlaneMapper: Sendable {
    /// The method's name.
    var name: String { get }

    /// Maps the interference in some areas.
    ///
    /// - Parameters:
    ///   - evidence: of the whole plane, in cells of `cellMetres`.
    ///   - areas: where it is asked for.
    /// - Returns: an estimate with NaN in all other cells; its emitters are those of the areas.
    /// - Throws: where a network cannot run.
    mutating func map(
        _ evidence: InterferenceEvidence, in areas: [CellRectangle]
    ) throws -> InterferenceEstimate

    /// Writes the warm state.
    func encode(into writer: inout ByteWriter)

    /// Reads the warm state that ``encode(into:)`` wrote.
    mutating func restore(from reader: inout ByteReader) throws
}
