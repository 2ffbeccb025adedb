/// Tells a receiver's two states apart by power: deaf and not.
///
/// A receiver that has not acquired a signal reports it 30 to 40 dB too weak, and what it reports
/// still falls with distance. Such levels are neither outliers nor limits; averaged with the others
/// they would be nonsense. Told apart by the split of the sensor's levels into two groups with the
/// greatest variance between them (Otsu 1979), accepted where the groups are far apart: by
/// `gapMin`, and by 2.6 deviations within them.
enum ReceiverStates {
    /// Levels within a group must be so many deviations from the other's mean.
    static let separationMin = 2.6

    /// Which of a sensor's levels were received deaf.
    static func deaf(levelsDbm: [Double], gapMinDb: Double) -> [Bool] {
        let count = levelsDbm.count
        var isDeaf = Array(repeating: false, count: count)
        guard count >= 6 else { return isDeaf }
        let sorted = levelsDbm.sorted()
        let total = sorted.reduce(0, +)
        let mean = total / Double(count)
        let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        var below = sorted[0]
        var best = (between: 0.0, gap: 0.0, threshold: -Double.infinity)
        for index in 1..<count {
            if index >= 2, index <= count - 2 {
                let low = below / Double(index)
                let high = (total - below) / Double(count - index)
                let share = Double(index) / Double(count)
                let between = share * (1 - share) * (high - low) * (high - low)
                if between > best.between {
                    best = (between, high - low, (sorted[index - 1] + sorted[index]) / 2)
                }
            }
            below += sorted[index]
        }
        let within = max(variance - best.between, 0).squareRoot()
        guard best.gap >= gapMinDb, best.gap >= separationMin * within else { return isDeaf }
        for index in levelsDbm.indices { isDeaf[index] = levelsDbm[index] < best.threshold }
        return isDeaf
    }
}
