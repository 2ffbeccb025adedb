/// The pauses between attempts: doubling, bounded, with a jitter from a seed.
struct Backoff {
    private let bounds: ClosedRange<Double>
    private var attemptCount = 0
    private var randomState: UInt64

    init(bounds: ClosedRange<Double>, seed: UInt64) {
        precondition(bounds.lowerBound > 0, "a pause has a length")
        self.bounds = bounds
        randomState = seed
    }

    /// Begins again at the shortest pause.
    mutating func reset() { attemptCount = 0 }

    /// The next pause, seconds: between half of the doubled pause and all of it.
    mutating func nextSeconds() -> Double {
        let doubled = bounds.lowerBound * Double(1 << min(attemptCount, 20))
        attemptCount += 1
        let jittered = min(doubled, bounds.upperBound) * (1 - 0.5 * nextFraction())
        return max(jittered, bounds.lowerBound)
    }

    /// SplitMix64 (Steele, Lea, Flood 2014): enough to spread clients out.
    private mutating func nextFraction() -> Double {
        randomState &+= 0x9E37_79B9_7F4A_7C15
        var mixed = randomState
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Double(mixed >> 11) * 0x1p-53
    }
}
