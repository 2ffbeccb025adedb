/// Robust standard deviation of residuals, drawn towards a prior where they are few.
enum ScatterScale {
    /// The least scatter that is believed, dB: no real channel follows a line better.
    static let floorDb = 0.5
    /// How many samples' worth the prior counts for.
    static let priorCount = 2.0

    // The quantiles that a one-sided scale is read from: beyond what interference reaches.
    private static let lowerShare = 0.70
    private static let upperShare = 0.95
    private static let quantileSpan =
        GaussianTail.quantile(exceededWith: 1 - upperShare)
        - GaussianTail.quantile(exceededWith: 1 - lowerShare)
    private static let absoluteMedian = GaussianTail.quantile(exceededWith: 0.25)

    /// From the median magnitude: for residuals that are symmetric about nothing.
    static func symmetric(_ residuals: [Double], priorDb: Double) -> Double {
        let magnitudes = residuals.map { abs($0) }.sorted()
        let measured = quantile(magnitudes, 0.5) / absoluteMedian
        return pooled(measured, count: Double(residuals.count), priorDb: priorDb)
    }

    /// From the spread of the weak side's quantiles, which samples raised by interference do not
    /// reach; a shift of all residuals leaves it as it is.
    static func weakSide(_ residuals: [Double], priorDb: Double) -> Double {
        let sorted = residuals.sorted()
        let measured =
            (quantile(sorted, upperShare) - quantile(sorted, lowerShare)) / quantileSpan
        // A quarter of the samples carries the spread.
        return pooled(measured, count: 0.3 * Double(residuals.count), priorDb: priorDb)
    }

    /// Pools a measured scatter with the prior's, by their variances.
    static func pooled(_ measuredDb: Double, count: Double, priorDb: Double) -> Double {
        let variance =
            (count * measuredDb * measuredDb + priorCount * priorDb * priorDb)
            / (count + priorCount)
        return max(variance.squareRoot(), floorDb)
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.last else { return 0 }
        let position = share * Double(sorted.count - 1)
        let index = Int(position)
        guard index + 1 < sorted.count else { return last }
        return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
    }
}
