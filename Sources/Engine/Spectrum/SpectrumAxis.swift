import Sensing

/// The frequencies of a frame's bins, ascending.
///
/// The transform's order m = k + l N begins at the centre frequency and wraps; place j = 0 ..< N L of
/// the ascending order is bin (j + ⌈N L / 2⌉) mod N L, at centre + (j - ⌊N L / 2⌋) widths.
struct SpectrumAxis: Hashable, Sendable {
    /// Bins, N L.
    let binCount: Int
    /// Middle of the sampled band, hertz.
    let centerFrequencyHz: Double
    /// Width of a bin, hertz.
    let binWidthHz: Double

    init(pattern: CosetPattern, centerFrequencyHz: Double, nyquistRateHz: Double) {
        binCount = pattern.binCount
        self.centerFrequencyHz = centerFrequencyHz
        binWidthHz = nyquistRateHz / Double(pattern.binCount)
    }

    /// Middle of the first bin, hertz.
    var firstFrequencyHz: Double { centerFrequencyHz - Double(binCount / 2) * binWidthHz }

    /// Lower edge of a place, hertz; of the place after the last, the upper edge of the span.
    func lowerEdgeHz(of place: Int) -> Double {
        firstFrequencyHz + (Double(place) - 0.5) * binWidthHz
    }

    /// Values in the transform's order, put into ascending order of frequency.
    func ascending<Value>(_ values: [Value]) -> [Value] {
        precondition(values.count == binCount, "one value a bin")
        let first = (binCount + 1) / 2
        return Array(values[first...]) + Array(values[..<first])
    }

    /// How much of each bin lies in a stretch of frequencies, `nil` where the span does not hold it.
    ///
    /// - Returns: the places that the stretch touches, and of each the share of the bin that is in it.
    func shares(
        ofCenterHz center: Double, bandwidthHz: Double
    ) -> (first: Int, shares: [Double])? {
        let (low, high) = (center - bandwidthHz / 2, center + bandwidthHz / 2)
        let (start, end) = (lowerEdgeHz(of: 0), lowerEdgeHz(of: binCount))
        // An even number of bins lies half a bin below the centre: a band as wide as the rate is in.
        let slack = (0.5 + 1e-6) * binWidthHz
        guard low >= start - slack, high <= end + slack, bandwidthHz > 0 else { return nil }
        let from = max((low - start) / binWidthHz, 0)
        let to = min((high - start) / binWidthHz, Double(binCount))
        let first = min(max(Int(from), 0), binCount - 1)
        let last = min(max(Int(to.rounded(.up)) - 1, first), binCount - 1)
        return (
            first,
            (first...last).map { place in
                max(min(to, Double(place + 1)) - max(from, Double(place)), 0)
            }
        )
    }
}
