/// What of a frame can be used.
struct FrameCondition: Hashable {
    /// The cosets that are not nothing but noughts.
    let liveCosets: [Int]
    /// Whether all samples are numbers, and none so large that its square is not.
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
            if !(power < 1e30) { isFinite = false }
            if power > 0 { live.append(coset) }
        }
        liveCosets = live
        self.isFinite = isFinite
    }
}
