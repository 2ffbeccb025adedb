import Numerics

/// A way to a spectrum from a stream of frames, with a warm state.
public protocol SpectrumTracker: Sendable {
    /// Its name in configurations and tables.
    var name: String { get }

    /// Takes in one frame and says what the spectrum is now.
    ///
    /// A frame of another pattern than the last one's begins a new stream.
    ///
    /// - Parameters:
    ///   - frame: the newest frame.
    ///   - iterationsMax: the budget of this update.
    /// - Returns: the spectrum as of this frame.
    /// - Throws: `SensingError` where the method cannot serve the pattern.
    mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int
    ) throws(SensingError) -> SpectrumPosterior

    /// Writes the warm state.
    func encode(into writer: inout ByteWriter)

    /// Reads the warm state that ``encode(into:)`` wrote; a damaged one throws.
    mutating func restore(from reader: inout ByteReader) throws
}
