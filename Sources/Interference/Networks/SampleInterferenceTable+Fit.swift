extension SampleInterferenceTable {
    /// Collects samples of which the truth is known, and makes a table of them.
    public struct Fit: Hashable, Sendable {
        // Per bin: count, sum and sum of squares of 10 log10(I / D̂), [excess, desired].
        private var counts: [Double]
        private var sums: [Double]
        private var squares: [Double]
        /// Samples that stand behind a bin's prior, drawn from the bins beside it.
        private static let borrowedCount = 20.0

        /// Nothing collected yet.
        public init() {
            let count = excessesDb.count * SampleInterferenceTable.desiredDbm.count
            counts = [Double](repeating: 0, count: count)
            sums = counts
            squares = counts
        }

        /// Adds a sample: R, D̂ and the true interference with noise, dBm.
        ///
        /// It counts in the four bins about it, by its nearness.
        public mutating func add(receivedDbm: Float, desiredDbm: Float, interferenceDbm: Float) {
            let columns = SampleInterferenceTable.desiredDbm
            let (row, rowShare) = place(receivedDbm - desiredDbm, in: excessesDb)
            let (column, columnShare) = place(desiredDbm, in: columns)
            let ratio = Double(interferenceDbm - max(desiredDbm, columns[0]))
            for (down, rowWeight) in [(0, 1 - rowShare), (1, rowShare)] {
                for (along, columnWeight) in [(0, 1 - columnShare), (1, columnShare)] {
                    let weight = Double(rowWeight * columnWeight)
                    let bin = (row + down) * columns.count + column + along
                    counts[bin] += weight
                    sums[bin] += weight * ratio
                    squares[bin] += weight * ratio * ratio
                }
            }
        }

        /// The table; bins with few samples lean on their row's mean.
        public func table() -> SampleInterferenceTable {
            let width = SampleInterferenceTable.desiredDbm.count
            var means = [Float](repeating: 0, count: counts.count)
            var deviations = means
            for row in excessesDb.indices {
                let bins = row * width..<(row + 1) * width
                let count = bins.reduce(0) { $0 + counts[$1] }
                // A row that nobody fell into: well below D̂ where R is, and R itself above.
                let excess = Double(excessesDb[row])
                let mean =
                    count > 0
                    ? bins.reduce(0) { $0 + sums[$1] } / count : (excess > 3 ? excess : -20)
                let square =
                    count > 0
                    ? bins.reduce(0) { $0 + squares[$1] } / count : mean * mean + 100
                for bin in bins {
                    let total = counts[bin] + Self.borrowedCount
                    let own = (sums[bin] + Self.borrowedCount * mean) / total
                    let spread = (squares[bin] + Self.borrowedCount * square) / total - own * own
                    means[bin] = Float(own)
                    deviations[bin] = Float(max(spread, 0.25).squareRoot())
                }
            }
            return SampleInterferenceTable(meansDb: means, deviationsDb: deviations)
        }
    }
}
