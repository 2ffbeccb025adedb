import Numerics

/// What the newest frames alone say of every bin's power, and which bands have drifted away by it.
///
/// The sums over all frames are some twenty frames behind a power that goes up or down slowly, too
/// little a frame to be a change. Over a band's bins together the last few frames tell its power well
/// enough to see that, and to say where it is now.
struct RecentPower: Hashable, Sendable {
    /// What of a frame's weight is left with the next one: some nine frames count, four ago on average.
    static let forgetting: Float = 0.8
    /// Bins of a band from which their own scatter says what is chance.
    static let binCountMin: Float = 6

    /// How far a band may be away from the mean over all frames, as a ratio.
    static let driftMax: Float = 16

    /// Sums of z − v over the frames, decayed.
    private(set) var sum: [Float]
    /// Sums of the frames' weights.
    private(set) var weight: [Float]

    /// Nothing seen yet.
    init(binCount: Int) {
        sum = [Float](repeating: 0, count: binCount)
        weight = sum
    }

    /// Sums from their parts; nil where they cannot be such.
    init?(sum: [Float], weight: [Float]) {
        guard sum.count == weight.count,
            weight.allSatisfy({ $0 >= 0 && $0 <= 1 / (1 - Self.forgetting) + 1e-3 })
        else { return nil }
        self.sum = sum
        self.weight = weight
    }

    /// Takes in what the beamformers let through of the newest frame.
    mutating func take(_ beams: CaponBeams) {
        for bin in sum.indices {
            sum[bin] =
                sum[bin] * Self.forgetting + (beams.output[bin] - beams.interference[bin])
            weight[bin] = weight[bin] * Self.forgetting + 1
        }
    }

    /// Forgets a bin that is not what it was.
    mutating func forget(_ bin: Int) {
        sum[bin] = 0
        weight[bin] = 0
    }

    /// By how much a band is stronger than its bins' powers say; 1 where chance would do as well.
    ///
    /// - Parameters:
    ///   - bins: the band's.
    ///   - power: p of every bin.
    ///   - interference: v of every bin.
    ///   - significance: how far its power must be off before it is believed, standard deviations.
    /// - Returns: the ratio of the powers, within ``driftMax``.
    func drift(
        of bins: some Sequence<Int>, power: [Float], interference: [Float], significance: Float
    ) -> Float {
        var (now, known, rest): (Float, Float, Float) = (0, 0, 0)
        var (chance, scatter, count): (Float, Float, Float) = (0, 0, 0)
        for bin in bins where weight[bin] > 0 {
            let total = power[bin] + interference[bin]
            let seen = sum[bin] / weight[bin]
            now += seen
            known += power[bin]
            rest += interference[bin]
            // Variance of a mean of exponential variables; those of constant modulus vary by less.
            chance += total * total * Self.variance(weight[bin])
            scatter += (seen - power[bin]) * (seen - power[bin])
            count += 1
        }
        // A band below what else comes through is too uncertain itself.
        guard known > rest else { return 1 }
        let departure = now - known
        if count >= Self.binCountMin {
            let spread = scatter - departure * departure / count
            // Few bins say little of their scatter: Student's quantiles, nearly.
            let student = 1 + 4 / (count - 1)
            chance = min(chance, spread * count / (count - 1) * student * student)
        }
        guard departure * departure > significance * significance * chance else {
            return 1
        }
        return min(max(now / known, 1 / Self.driftMax), Self.driftMax)
    }

    /// Σ w² / (Σ w)² of frames whose weights sum up to this.
    private static func variance(_ weight: Float) -> Float {
        // With W = (1 − λⁿ) / (1 − λ), Σ w² = (1 − λ²ⁿ) / (1 − λ²).
        let left = max(1 - weight * (1 - forgetting), 0)
        let squares = (1 - left * left) / (1 - forgetting * forgetting)
        return squares / (weight * weight)
    }
}
