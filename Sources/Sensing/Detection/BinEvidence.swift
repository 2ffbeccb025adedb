/// Thresholds of power that tell occupied bins from vacant ones.
///
/// A bin's threshold is half of what its power would be were it occupied for certain: its power is
/// above that where it is occupied more likely than not. A run of such bins of which none is occupied
/// with at least 1 − α is no band, and its bins stay below their thresholds; so far fewer than a share
/// α of the vacant bins is let through.
struct BinEvidence: Hashable, Sendable {
    /// A threshold for each bin, above 0.
    let thresholds: [Float]

    /// Thresholds for powers and the probabilities that bins are occupied; below `floor` nothing counts.
    init(power: [Float], occupancy: [Float], floor: Float, falseAlarmProbability: Double) {
        let bins = power.count
        var thresholds = [Float](repeating: floor, count: bins)
        for bin in 0..<bins {
            thresholds[bin] = max(floor, 0.5 * power[bin] / max(occupancy[bin], 0.01))
        }
        let certain = Float(1 - falseAlarmProbability)
        if let vacant = (0..<bins).first(where: { !(power[$0] > thresholds[$0]) }) {
            var step = 1
            while step <= bins {
                let first = step
                var likeliest: Float = 0
                while step <= bins {
                    let bin = (vacant + step) % bins
                    guard power[bin] > thresholds[bin] else { break }
                    likeliest = max(likeliest, occupancy[bin])
                    step += 1
                }
                if likeliest < certain {
                    for inner in first..<step {
                        let bin = (vacant + inner) % bins
                        thresholds[bin] = 2 * power[bin]
                    }
                }
                step += 1
            }
        }
        self.thresholds = thresholds
    }
}
