/// A run of occupied bins of a spectrum.
public struct OccupiedBand: Hashable, Sendable {
    /// Its first bin m = k + l N, counted from 0.
    public let firstBin: Int
    /// How many bins it has; it may go on from the last bin to the first.
    public let binCount: Int
    /// Signal power of all its bins.
    public let power: Double
    /// Standard deviation of ``power``; NaN where the method tells none.
    public let powerDeviation: Double
    /// Frequency of its centre over the Nyquist rate, in [−1/2, 1/2).
    public let centre: Double
    /// Its width over the Nyquist rate.
    public let width: Double

    /// A band of an estimate.
    init(firstBin: Int, binCount: Int, in posterior: SpectrumPosterior) {
        let bins = posterior.binPower.count
        self.firstBin = firstBin
        self.binCount = binCount
        var (sum, deviation) = (0.0, 0.0)
        for step in 0..<binCount {
            let bin = (firstBin + step) % bins
            sum += Double(posterior.binPower[bin])
            // A band's bins share its level, and so its error.
            if !posterior.binPowerDeviation.isEmpty {
                deviation += Double(posterior.binPowerDeviation[bin])
            }
        }
        power = sum
        powerDeviation = posterior.binPowerDeviation.isEmpty ? .nan : deviation
        // Bin m is the frequency m / (N L); a bin reaches half a bin to each side.
        var centre = (Double(firstBin) + Double(binCount - 1) / 2) / Double(bins)
        if centre >= 0.5 { centre -= 1 }
        if centre >= 0.5 { centre -= 1 }
        self.centre = centre
        width = Double(binCount) / Double(bins)
    }

    /// The bands of an estimate in the order of their frequencies, −fs/2 first.
    ///
    /// A band is a run of bins above their thresholds, over the borders of rows and over ±fs/2, where
    /// the sampled band closes to a circle.
    ///
    /// - Parameters:
    ///   - posterior: the estimate.
    ///   - leastBinCount: shorter runs do not count.
    ///   - gapMax: bins below their thresholds that do not part a band.
    /// - Returns: the bands; none where the method has no thresholds of bins.
    public static func bands(
        in posterior: SpectrumPosterior, leastBinCount: Int = 1, gapMax: Int = 0
    ) -> [OccupiedBand] {
        let bins = posterior.binPower.count
        guard bins > 0, posterior.binThresholds.count == bins else { return [] }
        let isOccupied = (0..<bins).map { posterior.binPower[$0] > posterior.binThresholds[$0] }
        guard isOccupied.contains(true) else { return [] }
        var runs: [(first: Int, count: Int)] = []
        // From a vacant bin on, so that no run is cut; a spectrum without any is one band.
        let start = isOccupied.firstIndex(of: false) ?? 0
        var step = 0
        while step < bins {
            guard isOccupied[(start + step) % bins] else {
                step += 1
                continue
            }
            let first = step
            while step < bins, isOccupied[(start + step) % bins] { step += 1 }
            if let last = runs.last, first - (last.first + last.count) <= gapMax {
                runs[runs.count - 1].count = step - last.first
            } else {
                runs.append((first, step - first))
            }
        }
        if runs.count > 1, let first = runs.first, let last = runs.last,
            first.first + bins - (last.first + last.count) <= gapMax
        {
            runs[0] = (last.first, first.first + first.count + bins - last.first)
            runs.removeLast()
        }
        return runs.filter { $0.count >= leastBinCount }
            .map {
                OccupiedBand(firstBin: (start + $0.first) % bins, binCount: $0.count, in: posterior)
            }
            .sorted { $0.centre < $1.centre }
    }
}
