import Glibc

/// The noise in what of the coset covariance holds no source.
///
/// The description length of M. Wax and T. Kailath, "Detection of signals by information theoretic
/// criteria", IEEE TASSP 1985: with M columns and eigenvalues λ_1 ≥ … ≥ λ_P the number of sources d
/// minimises −(P − d) M log(geometric mean / arithmetic mean of the P − d smallest) + ½ d (2P − d) log M.
struct NoiseSubspace {
    /// Noise power of a Nyquist sample: the mean of the other eigenvalues times M / (M − d), unfolded.
    let noisePower: Double

    init(_ stack: FrameStack) {
        let values = Array(stack.covariance.eigenvalues().reversed()).map { max($0, 0) }
        let columns = Double(stack.columnCount)
        let floor = 1e-12 * max(values.first ?? 0, 1e-300)
        var best = (length: Double.infinity, noise: 0.0)
        // Fewer columns than cosets leave eigenvalues of nought, which are no noise.
        let most = min(values.count - 1, max(1, stack.columnCount / 2))
        for sources in 0..<max(1, most) {
            let rest = values[sources...].map { max($0, floor) }
            let count = Double(rest.count)
            let mean = rest.reduce(0, +) / count
            let logarithms = rest.reduce(0) { $0 + log($1) } / count
            let length =
                -count * columns * (logarithms - log(mean)) + 0.5 * Double(sources)
                * Double(2 * values.count - sources) * log(columns)
            if length < best.length {
                // d fitted sources take d of the M columns' worth of noise with them.
                best = (length, mean * columns / (columns - Double(sources)))
            }
        }
        noisePower = best.noise / stack.pattern.noiseFolding
    }
}
