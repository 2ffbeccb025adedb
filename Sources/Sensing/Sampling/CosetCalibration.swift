import Glibc
import Numerics

/// What a sampler's branches have of gain and delay of their own.
///
/// Branch p gives g_p x(t − τ_p) in place of x(t): Y[p, k] = g_p Σ_l A[p, l] exp(−2πi τ_p ν_lk) X[l, k],
/// where ν_lk is the bin's frequency, −½ ≤ ν < ½ in cycles a Nyquist sample. Only differences between
/// the branches can be told from the data: the gains are relative to their quadratic mean, the delays
/// to their mean.
public struct CosetCalibration: Hashable, Sendable {
    /// The sampler.
    public let pattern: CosetPattern
    /// g_p, quadratic mean 1.
    public var gains: [Double]
    /// τ_p in Nyquist samples, mean 0.
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

    /// What the branches make of a spectrum X, `[L, N]`, without noise.
    public func apply(_ spectrum: ComplexMatrix) -> CosetSpectra {
        let turns = Steering(pattern)
        var values = ComplexMatrix(
            rowCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        for coset in 0..<pattern.cosetCount {
            for bin in 0..<pattern.samplesPerCoset {
                var (real, imaginary) = (0.0, 0.0)
                for row in 0..<pattern.rowCount {
                    let (a, b) = turns.element(coset, row, bin, delay: delays[coset])
                    let x = spectrum[row, bin]
                    real += a * Double(x.real) - b * Double(x.imaginary)
                    imaginary += a * Double(x.imaginary) + b * Double(x.real)
                }
                values[coset, bin] = ComplexFloat(
                    real: Float(gains[coset] * real),
                    imaginary: Float(gains[coset] * imaginary))
            }
        }
        return CosetSpectra(pattern: pattern, values: values)
    }

    /// Frames as like branches would have given them.
    ///
    /// Gains are divided out. A delay's phase depends on the row, which only an estimate tells: what
    /// the delays have changed of the rows as estimated (M-SBL over all these frames, twice) is taken
    /// off. To first order in τ this is exact; good for delays up to a tenth of a Nyquist sample or so.
    public func correct(_ frames: [CosetSpectra]) throws(SensingError) -> [CosetSpectra] {
        let levelled = level(frames)
        guard delays.contains(where: { $0 != 0 }), !frames.isEmpty else { return levelled }
        let lags = try CosetLags(pattern: pattern)
        let alike = CosetCalibration(pattern: pattern)
        let delayed = CosetCalibration(
            pattern: pattern, gains: alike.gains, delays: delays)
        let sensing = SensingOperator(pattern: pattern)
        var corrected = levelled
        for _ in 0..<2 {
            let stack = try FrameStack(corrected)
            let fit = EvidenceFit(
                covariance: stack.covariance, lags: lags, noise: nil, iterationsMax: 100,
                tolerance: 1e-3)
            for place in corrected.indices {
                var mean = sensing.adjoint(fit.precision.times(corrected[place].values))
                for row in 0..<pattern.rowCount {
                    for bin in 0..<pattern.samplesPerCoset {
                        let at = row * pattern.samplesPerCoset + bin
                        mean.real[at] *= Float(fit.rowPowers[row])
                        mean.imaginary[at] *= Float(fit.rowPowers[row])
                    }
                }
                var values = levelled[place].values
                values.subtract(delayed.apply(mean).values)
                values.add(sensing.apply(mean), factor: 1)
                corrected[place].values = values
            }
        }
        return corrected
    }

    /// The frames with the gains divided out.
    func level(_ frames: [CosetSpectra]) -> [CosetSpectra] {
        frames.map { frame in
            precondition(frame.pattern == pattern, "the frames are of this sampler")
            var frame = frame
            let width = pattern.samplesPerCoset
            for (coset, gain) in gains.enumerated() {
                for place in coset * width..<(coset + 1) * width {
                    frame.values.real[place] /= Float(gain)
                    frame.values.imaginary[place] /= Float(gain)
                }
            }
            return frame
        }
    }
}
