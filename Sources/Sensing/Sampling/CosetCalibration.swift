import Numerics

/// What a sampler's branches have of gain and delay of their own.
///
/// Branch p gives g_p x(t − τ_p) in place of x(t): Y[p, k] = g_p Σ_l A[p, l] exp(−2πi τ_p ν_lk) X[l, k],
/// where ν_lk is the bin's frequency, −½ ≤ ν < ½ in cycles a Nyquist sample. Only differences between
/// the branches can be told from the data (``CalibratedTracker``): gains are relative to their mean,
/// delays to theirs.
public struct CosetCalibration: Hashable, Sendable {
    /// The sampler.
    public let pattern: CosetPattern
    /// g_p, geometric mean 1 where they were told from data.
    public var gains: [Double]
    /// τ_p in Nyquist samples, mean 0 where they were told from data.
    public var delays: [Double]

    /// Branches that are all alike.
    public init(pattern: CosetPattern) {
        self.pattern = pattern
        gains = [Double](repeating: 1, count: pattern.cosetCount)
        delays = [Double](repeating: 0, count: pattern.cosetCount)
    }

    /// Branches of these gains and delays.
    public init(pattern: CosetPattern, gains: [Double], delays: [Double]) {
        precondition(
            gains.count == pattern.cosetCount && delays.count == pattern.cosetCount,
            "every branch has a gain and a delay")
        precondition(gains.allSatisfy { $0 > 0 }, "a gain is positive")
        self.pattern = pattern
        self.gains = gains
        self.delays = delays
    }

    /// What the branches make of a spectrum X, `[L, N]`, without noise of their own.
    public func apply(_ spectrum: ComplexMatrix) -> CosetSpectra {
        precondition(
            spectrum.rowCount == pattern.rowCount
                && spectrum.columnCount == pattern.samplesPerCoset, "a spectrum is [L, N]")
        let steering = DelayedSteering(pattern, delays: delays)
        var values = ComplexMatrix(
            rowCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        for bin in 0..<pattern.samplesPerCoset {
            var sums = [Double](repeating: 0, count: 2 * pattern.cosetCount)
            for row in 0..<pattern.rowCount {
                let x = spectrum[row, bin]
                let (c, d) = (Double(x.real), Double(x.imaginary))
                guard c != 0 || d != 0 else { continue }
                let column = steering.column(row, bin)
                for coset in gains.indices {
                    let (a, b) = (column[2 * coset], column[2 * coset + 1])
                    sums[2 * coset] += a * c - b * d
                    sums[2 * coset + 1] += a * d + b * c
                }
            }
            for (coset, gain) in gains.enumerated() {
                values[coset, bin] = ComplexFloat(
                    real: Float(gain * sums[2 * coset]),
                    imaginary: Float(gain * sums[2 * coset + 1]))
            }
        }
        return CosetSpectra(pattern: pattern, values: values)
    }
}
