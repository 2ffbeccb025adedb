/// What of a frame can be used.
struct FrameCondition: Hashable {
    /// A coset of no more power in all is nothing but noughts.
    static let leastPower: Float = 1e-24
    /// A coset of more power in all is damaged: squares of powers must be numbers too.
    static let mostPower: Float = 1e15
    /// The cosets that are not nothing but noughts.
    let liveCosets: [Int]
    /// Whether all samples are numbers, and of a size that can be worked with.
    let isFinite: Bool

    init(_ frame: CosetSpectra) {
        let (cosets, columns) = (frame.values.rowCount, frame.values.columnCount)
        var live: [Int] = []
        var isFinite = true
        for coset in 0..<cosets {
            var power: Float = 0
            for place in coset * columns..<(coset + 1) * columns {
                let (a, b) = (frame.values.real[place], frame.values.imaginary[place])
                power += a * a + b * b
            }
            // NaN compares as false.
            if !(power < Self.mostPower) { isFinite = false }
            if power > Self.leastPower { live.append(coset) }
        }
        liveCosets = live
        self.isFinite = isFinite
    }
}
