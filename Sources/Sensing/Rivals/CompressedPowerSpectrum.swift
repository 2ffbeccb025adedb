import Numerics

/// FCPSE: fast compressed power spectrum estimation, from the lags that the cosets' samples span.
///
/// L. Yang, J. Fang, H. Duan and H. Li, "Fast compressed power spectrum estimation: toward a practical
/// solution for wideband spectrum sensing", IEEE TWC 2019: every pair of kept samples is an observation
/// of the autocorrelation at its lag; the mean over the pairs of equal lag, r[d] (unbiased), times a
/// triangular window 1 − |d| / (N L), transformed. Here the sums over pairs are the autocorrelation of
/// the record with noughts for the samples left out, and their numbers that of the mask, both by FFT.
/// A lag without a pair is nought. White noise appears as a floor; it is subtracted, as the level
/// of the vacant rows (``VacantLevel``), unless told not to.
public struct CompressedPowerSpectrum: SpectrumMethod {
    /// Its name: `fcpse`, or `fcpse-raw` where the floor stays.
    public let name: String
    /// Whether the noise floor is taken off.
    public let subtractsFloor: Bool

    /// The method.
    public init(subtractsFloor: Bool) {
        name = subtractsFloor ? "fcpse" : "fcpse-raw"
        self.subtractsFloor = subtractsFloor
    }

    /// The mean power spectrum over some frames of one pattern.
    public func estimate(_ frames: [CosetSpectra]) throws(SensingError) -> SpectrumPosterior {
        let stack = try FrameStack(frames, rowCountMax: .max)
        let pattern = stack.pattern
        let bins = pattern.binCount
        let wide = FourierTransform(rowCount: 1, columnCount: 2 * bins)
        let sampling = CosetSampling(pattern: pattern)
        var power = [Float](repeating: 0, count: 2 * bins)
        for frame in frames {
            var record = Self.spread(sampling.samples(of: frame), pattern: pattern)
            wide.forward(&record)
            for place in record.indices {
                power[place] += record[place].squaredMagnitude / Float(frames.count)
            }
        }
        var ones = ComplexMatrix(
            rowCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        for place in ones.real.indices { ones.real[place] = 1 }
        var mask = Self.spread(ones, pattern: pattern)
        wide.forward(&mask)
        for place in mask.indices {
            mask[place] = ComplexFloat(real: mask[place].squaredMagnitude)
        }
        wide.inverse(&mask)
        var lags = power.map { ComplexFloat(real: $0) }
        wide.inverse(&lags)
        var folded = [ComplexFloat](repeating: .zero, count: bins)
        for place in lags.indices {
            let lag = place < bins ? place : place - 2 * bins
            let pairs = mask[place].real.rounded()
            guard pairs >= 1, abs(lag) < bins else { continue }
            let weight = (1 - Float(abs(lag)) / Float(bins)) / pairs
            let target = (lag + bins) % bins
            folded[target].real += weight * lags[place].real
            folded[target].imaginary += weight * lags[place].imaginary
        }
        FourierTransform(rowCount: 1, columnCount: bins).forward(&folded)
        var estimate = folded.map(\.real)
        let width = Float(pattern.samplesPerCoset)
        let levels = SpectrumPosterior.rowSums(estimate, rowCount: pattern.rowCount)
            .map { Double($0 / width) }
        let floor = VacantLevel(levels).mean
        if subtractsFloor { for place in estimate.indices { estimate[place] -= Float(floor) } }
        return SpectrumPosterior(
            binPower: estimate.map { max(0, $0) }, rowCount: pattern.rowCount,
            rowScores: SpectrumPosterior.rowSums(estimate, rowCount: pattern.rowCount),
            noisePower: floor)
    }

    /// A record of twice a frame's length with the samples at their places, and noughts.
    private static func spread(
        _ samples: ComplexMatrix, pattern: CosetPattern
    ) -> [ComplexFloat] {
        var record = [ComplexFloat](repeating: .zero, count: 2 * pattern.binCount)
        for (row, offset) in pattern.offsets.enumerated() {
            for time in 0..<pattern.samplesPerCoset {
                record[time * pattern.downsamplingFactor + offset] = samples[row, time]
            }
        }
        return record
    }
}
