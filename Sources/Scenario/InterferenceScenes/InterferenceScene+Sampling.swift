import Numerics

extension InterferenceScene {
    /// The measured powers of the cells that a pattern visits, dBm; NaN in all others [cell].
    ///
    /// The mask follows from the scene's seed and number, the pattern, the share and `draw` alone.
    public func sampledDbm(
        _ pattern: SamplingPattern, share: Double, draw: UInt64 = 0
    ) -> [Float] {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(UInt64(truncatingIfNeeded: number))
        hash.combine(pattern.rawValue)
        hash.combine(share)
        hash.combine(draw)
        var generator = SeededGenerator(seed: hash.value)
        var sampled = [Float](repeating: .nan, count: grid.cellCount)
        for cell in pattern.cells(of: grid, share: share, isOpen: isOpen, using: &generator) {
            sampled[cell] = receivedDbm[cell]
        }
        return sampled
    }
}
