import Numerics

/// The spectrum under which branches are compared.
struct BranchSpectrum: Hashable, Sendable {
    /// The share of the noise below which a bin's power counts as none.
    static let leastShare: Float = 0.02
    /// The least noise, as a share of all power.
    static let leastNoise = 1e-6

    let pattern: CosetPattern
    /// p: expected signal power of each bin, `[L, N]`.
    let power: [Float]
    /// s²: noise power of a bin.
    let noise: Double

    init(pattern: CosetPattern, power: [Float], noise: Double) {
        self.pattern = pattern
        self.power = power
        self.noise = noise
    }

    /// What an estimator says of frames of this mean power an entry; nil where it tells no noise, or
    /// nothing that could be worked with.
    init?(_ posterior: SpectrumPosterior, pattern: CosetPattern, entryPower: Double) {
        guard posterior.noisePower.isFinite,
            posterior.binPower.allSatisfy({ abs($0) < FrameCondition.mostPower })
        else { return nil }
        let least = Self.leastNoise * entryPower / pattern.noiseFolding
        self.init(
            pattern: pattern, power: posterior.binPower.map { max($0, 0) },
            noise: max(posterior.noisePower, least))
    }

    /// The same with a noise of at least some share of the signal's power.
    func withNoise(atLeast share: Double) -> BranchSpectrum {
        let signal = power.reduce(0) { $0 + Double($1) } / Double(pattern.binCount)
        return BranchSpectrum(pattern: pattern, power: power, noise: max(noise, share * signal))
    }

    /// s² L / P: noise power of an entry of the frames.
    var entryNoise: Double { noise * pattern.noiseFolding }

    /// Rows that have power in a column.
    func rows(column bin: Int) -> [Int] {
        let least = Self.leastShare * Float(noise)
        return (0..<pattern.rowCount).filter {
            power[$0 * pattern.samplesPerCoset + bin] > least
        }
    }

    /// How far another spectrum of the pattern is from this one, as a share of its power.
    func departure(of other: BranchSpectrum) -> Double {
        let bins = Double(power.count)
        var (difference, whole) = (abs(other.noise - noise) * bins, noise * bins)
        for bin in power.indices {
            difference += Double(abs(other.power[bin] - power[bin]))
            whole += Double(power[bin])
        }
        return difference / whole
    }
}
