/// Where a signal begins and ends and how strong it is, read off a power spectrum.
///
/// Edges are those of the x-dB bandwidth of ITU-R SM.443 with x = 10: the outermost bins that are at
/// most 10 dB below the strongest, within a window about the signal. The power is that of the window.
public struct BandReading: Hashable, Sendable {
    /// How far below the strongest bin an edge may lie, as a ratio: 10 dB.
    static let edgeRatio = 0.1

    /// The first bin within the edges; negative bins lie below the middle.
    public var firstBin: Int
    /// The last bin within the edges.
    public var lastBin: Int
    /// Power in the window, the sum of its bins.
    public var power: Double

    /// Reads a spectrum in the transform's order.
    ///
    /// - Parameters:
    ///   - spectrum: Power of each bin.
    ///   - range: The signal's place, bins about the middle; the window is one bin wider at each end.
    public init(of spectrum: [Float], about range: ClosedRange<Double>) {
        let low = Int(range.lowerBound.rounded()) - 1
        let high = Int(range.upperBound.rounded()) + 1
        let count = spectrum.count
        let values = (low...high).map { bin in
            Double(max(spectrum[((bin % count) + count) % count], 0))
        }
        power = values.reduce(0, +)
        let least = (values.max() ?? 0) * Self.edgeRatio
        let first = values.firstIndex { $0 >= least }
        let last = values.lastIndex { $0 >= least }
        firstBin = low + (first ?? 0)
        lastBin = low + (last ?? values.count - 1)
    }
}
