import Glibc
import Model
import Sensing

/// What one update of a sensor's spectrum says, in watts and in ascending order of frequency.
struct SpectrumUpdate: Sendable {
    let axis: SpectrumAxis
    /// Time of the frame behind it.
    var time: UnixTime
    /// Signal power of each bin, watts.
    var binWatts: [Double]
    /// Its standard deviation, watts; empty where the method tells none.
    var deviationWatts: [Double]
    /// Power above which a bin counts as occupied, watts.
    var thresholdWatts: [Double]
    /// Whether each bin is occupied.
    var occupied: [Bool]
    /// The receiver's noise in one bin, watts; NaN where the method has none.
    var noiseWatts: Double
    var falseAlarmProbability: Double
    var iterations: Int
    var residual: Double
    var isWarmStart: Bool

    /// How far bins leak, in bins.
    static let leakageReach = 256
    /// How many times what leaks into it a bin must show, beyond its threshold; within a flat band it
    /// is a third of what the bin itself has.
    static let leakageFactor = 2.0
    /// Bins in a row, at most, that a band may be without.
    static let gapMax = 1

    /// - Parameters:
    ///   - posterior: what the estimator says.
    ///   - axis: the bins' frequencies.
    ///   - time: of the frame.
    ///   - stepWatts: the power of a Nyquist sample of one reference step, watts.
    ///   - folding: how much white noise is folded.
    ///   - falseAlarm: share of vacant bins that may count as occupied, for a method without
    ///     thresholds of its own.
    init(
        _ posterior: SpectrumPosterior, axis: SpectrumAxis, time: UnixTime, stepWatts: Double,
        folding: Double, falseAlarm: Double
    ) {
        self.axis = axis
        self.time = time
        // Σ |X|² is the frame's energy, so that a bin's share of the mean power is |X|² / (N L).
        let unit = stepWatts / Double(axis.binCount)
        func watts(_ values: [Float]) -> [Double] {
            axis.ascending(values).map { $0.isFinite ? max(Double($0), 0) * unit : 0 }
        }
        binWatts = watts(posterior.binPower)
        deviationWatts =
            posterior.binPowerDeviation.isEmpty ? [] : watts(posterior.binPowerDeviation)
        let hasThresholds = !posterior.binThresholds.isEmpty
        thresholdWatts = watts(
            hasThresholds
                ? posterior.binThresholds
                : Self.thresholds(of: posterior, folding: folding, falseAlarm: falseAlarm))
        let leakage = Self.leakage(of: binWatts, above: thresholdWatts)
        for place in leakage.indices {
            thresholdWatts[place] += Self.leakageFactor * leakage[place]
        }
        occupied = zip(binWatts, thresholdWatts).map { $0 > $1 }
        noiseWatts = posterior.noisePower * unit
        falseAlarmProbability = hasThresholds ? posterior.falseAlarmProbability : falseAlarm
        iterations = posterior.iterations
        residual = posterior.residual
        isWarmStart = posterior.isWarmStart
    }

    /// Thresholds for a method that tells none.
    ///
    /// A vacant bin of an occupied row shows folded noise, whose |X|² is exponential: -ln p of its mean
    /// is exceeded with probability p by one frame's, and less often by a mean over frames. A noise
    /// that was learnt beside a crowded spectrum is too low: four times that. What most bins show is
    /// noise too, and 30 dB below the greatest is leakage.
    private static func thresholds(
        of posterior: SpectrumPosterior, folding: Double, falseAlarm: Double
    ) -> [Float] {
        let sorted = posterior.binPower.sorted()
        let median = Double(sorted[sorted.count / 2])
        let noise = posterior.noisePower.isFinite ? 4 * posterior.noisePower * folding : 0
        let threshold = Float(
            max(-log(falseAlarm) * max(noise, median), 1e-3 * Double(sorted.last ?? 0)))
        return Array(repeating: threshold, count: posterior.binPower.count)
    }

    /// What the bins above their thresholds leak into the others.
    ///
    /// A block is cut without a window: of a signal like noise, 1 / (2π² d²) of a bin's power is in each
    /// bin d places away, on the circle of bins. Beside a wide band that is more than a receiver's
    /// noise for dozens of bins, and no carrier.
    private static func leakage(of watts: [Double], above thresholds: [Double]) -> [Double] {
        let count = watts.count
        var leakage = Array(repeating: 0.0, count: count)
        let reach = min(leakageReach, (count - 1) / 2)
        guard reach > 0 else { return leakage }
        let shares = (1...reach).map { 1 / (2 * Double.pi * Double.pi * Double($0 * $0)) }
        for place in 0..<count where watts[place] > thresholds[place] {
            for distance in 1...reach {
                let leaked = watts[place] * shares[distance - 1]
                let above = place + distance
                let below = place - distance
                leakage[above < count ? above : above - count] += leaked
                leakage[below >= 0 ? below : below + count] += leaked
            }
        }
        return leakage
    }

    /// The occupied stretches, ascending.
    var bands: [FollowedBand] {
        var stretches: [Range<Int>] = []
        for place in occupied.indices where occupied[place] {
            if let last = stretches.last, place - last.upperBound <= Self.gapMax {
                stretches[stretches.count - 1] = last.lowerBound..<place + 1
            } else {
                stretches.append(place..<place + 1)
            }
        }
        return stretches.map { bins in
            FollowedBand(
                bins: bins, firstSeen: time, lastSeen: time, watts: binWatts[bins].reduce(0, +),
                // A band's bins share its level, and so its error.
                deviationWatts: deviationWatts.isEmpty
                    ? .nan : deviationWatts[bins].reduce(0, +))
        }
    }
}
