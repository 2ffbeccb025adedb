import Glibc

/// How often the truth lies within one stated deviation, by how large that deviation is.
///
/// Predictions are counted in bins of equal ratio, so that those of many maps add up; parts of equal
/// count are cut from the bins, the last bin of a part by its share.
public struct DeviationCoverage: Hashable, Sendable {
    private static let binCount = 120
    private static let leastDb = 0.05
    private static let greatestDb = 100.0

    private var counts: [Double]
    private var within: [Double]

    /// Nothing counted yet.
    public init() {
        counts = [Double](repeating: 0, count: Self.binCount)
        within = counts
    }

    /// Predictions that were counted.
    public var count: Double { counts.reduce(0, +) }

    /// Counts one prediction and how far the truth then was, decibels each.
    public mutating func add(deviationDb: Float, errorDb: Float) {
        let place =
            log(Double(deviationDb) / Self.leastDb) / log(Self.greatestDb / Self.leastDb)
            * Double(Self.binCount)
        let bin = place.isNaN ? 0 : Int(min(max(place, 0), Double(Self.binCount - 1)))
        counts[bin] += 1
        if abs(errorDb) <= deviationDb { within[bin] += 1 }
    }

    /// Adds what another counted.
    public mutating func add(_ other: DeviationCoverage) {
        for bin in counts.indices {
            counts[bin] += other.counts[bin]
            within[bin] += other.within[bin]
        }
    }

    /// Share of the truth within one deviation in each of some parts of equal count, those of the
    /// least deviations first; empty where nothing was counted.
    public func shares(partCount: Int = 5) -> [Double] {
        let total = count
        guard total > 0, partCount > 0 else { return [] }
        let size = total / Double(partCount)
        var shares = [Double](repeating: 0, count: partCount)
        var passed = 0.0
        for bin in counts.indices where counts[bin] > 0 {
            let end = passed + counts[bin]
            let rate = within[bin] / counts[bin]
            for part in 0..<partCount {
                let first = max(passed, Double(part) * size)
                let last = min(end, Double(part + 1) * size)
                if last > first { shares[part] += (last - first) * rate / size }
            }
            passed = end
        }
        // Sums of parts may pass one by rounding.
        return shares.map { min($0, 1) }
    }
}
