import Model
import Numerics

/// One method of turning scattered measurements into values everywhere, with uncertainty.
///
/// Interpolation is linear in decibels on purpose: received power is log-normal about its path loss,
/// so its logarithm is the Gaussian field that kriging is about.
///
/// Warm state (the fitted variogram) stays between fits and is encoded for snapshots. The field is
/// not part of it: after ``restore(from:)`` a fit with the evidence comes before the next prediction.
public protocol SpatialInterpolator: Sendable {
    /// The method's name, as in configuration and in the experiments' rows.
    static var name: String { get }

    /// Takes a field, and refines the warm state on it.
    ///
    /// - Parameters:
    ///   - field: The observations; they replace those of the last fit.
    ///   - budget: The most iterations to spend; with 0 the warm state stays as it is.
    /// - Returns: The iterations used.
    mutating func fit(_ field: ScatteredField, budget: Int) -> Int

    /// Values at some places, in their order.
    func predict(at targets: [LocalPosition]) -> [Prediction]

    /// Writes the warm state.
    func encode(into writer: inout ByteWriter)

    /// Reads the warm state that ``encode(into:)`` wrote.
    mutating func restore(from reader: inout ByteReader) throws
}
