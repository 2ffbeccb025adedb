/// The level of the vacant ones among row powers that fluctuate about it, by clipping.
///
/// As long as more than half the rows are vacant the median lies among them; the spread is that of the
/// values below it, where occupied rows do not reach. Rows more than 2.5 deviations above are dropped
/// and all is done again until none is.
struct VacantLevel {
    /// Mean of the vacant rows, at least nought.
    let mean: Double
    /// How many rows it took for vacant.
    let rowCount: Int

    init(_ levels: [Double]) {
        var kept = levels.sorted()
        while kept.count > 2 {
            let median = kept[kept.count / 2]
            let below = kept[..<(kept.count / 2)].map { median - $0 }
            // 1.4826 times the median distance is the deviation of normal values.
            let deviation = 1.4826 * below.sorted()[below.count / 2]
            let left = kept.filter { $0 <= median + 2.5 * deviation }
            guard left.count < kept.count else { break }
            kept = left
        }
        rowCount = kept.count
        mean = max(0, kept.reduce(0, +) / Double(max(kept.count, 1)))
    }
}
