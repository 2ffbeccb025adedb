import Numerics

/// One method of finding the path-loss model that measurements follow.
///
/// The model is the warm state: it stays between fits, and is encoded for snapshots.
public protocol PathLossEstimator: Sendable {
    /// The method's name.
    static var name: String { get }

    /// The model as fitted so far; the prior's before the first fit.
    var model: PathLossModel { get }

    /// Improves the model on some samples by at most `budget` iterations.
    ///
    /// - Returns: The iterations used.
    mutating func fit(_ samples: PathLossSamples, budget: Int) -> Int

    /// Writes the warm state.
    func encode(into writer: inout ByteWriter)

    /// Reads the warm state that ``encode(into:)`` wrote.
    mutating func restore(from reader: inout ByteReader) throws
}
