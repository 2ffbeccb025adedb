import Glibc
import Numerics

extension CosetCalibration {
    /// The branches' gains and delays, from frames of whatever signals there are.
    ///
    /// Every branch sees the same mean power, noise included, so the covariance's diagonal gives the
    /// gains. The delays are fitted to the cross-spectra R_k[p, q] in turns with the spectrum: given the
    /// bins' powers the model Σ_l p_lk a_pl a*_ql exp(−2πi (τ_p − τ_q) ν_lk) is linearised, and the
    /// differences τ_p − τ_q follow by weighted least squares. Signals must lie away from the band's
    /// centre, where a delay turns nothing. Tens of frames are needed: 40 of
    /// them at 20 dB leave about two hundredths of a Nyquist sample.
    ///
    /// - Parameters:
    ///   - frames: of one pattern.
    ///   - rounds: turns at most.
    /// - Returns: gains of quadratic mean 1 and delays of mean 0.
    /// - Throws: `SensingError` where there is no frame, a coset is silent, or the pattern is too large.
    public static func estimate(
        from frames: [CosetSpectra], rounds: Int = 12
    ) throws(SensingError) -> CosetCalibration {
        let stack = try FrameStack(frames)
        let pattern = stack.pattern
        let covariance = stack.covariance
        let mean = covariance.trace / Double(pattern.cosetCount)
        var calibration = CosetCalibration(pattern: pattern)
        for coset in 0..<pattern.cosetCount {
            let power = covariance.real(coset, coset)
            guard power > 1e-9 * mean, mean > 0 else {
                throw SensingError("coset \(coset) is silent: its gain cannot be told")
            }
            calibration.gains[coset] = (power / mean).squareRoot()
        }
        let level = calibration.level(frames)
        let observed = try FrameStack(level).binCovariances
        for _ in 0..<rounds {
            let step = try calibration.delaySteps(level, observed: observed)
            for coset in step.indices { calibration.delays[coset] += step[coset] }
            if step.allSatisfy({ abs($0) < 1e-4 }) { break }
        }
        return calibration
    }

    /// How far each delay is to move, given the spectrum that the present ones lead to.
    private func delaySteps(
        _ frames: [CosetSpectra], observed: [HermitianMatrix]
    ) throws(SensingError) -> [Double] {
        let cosets = pattern.cosetCount
        let alike = CosetCalibration(
            pattern: pattern, gains: [Double](repeating: 1, count: cosets), delays: delays)
        let posterior = try SparseBayesianSpectrum(iterationsMax: 100, tolerance: 1e-3)
            .estimate(try alike.correct(frames))
        let steering = Steering(pattern)
        let noise = posterior.noisePower * pattern.noiseFolding
        var system = [Double](repeating: 0, count: cosets * cosets)
        var slope = [Double](repeating: 0, count: cosets)
        let occupied = (0..<pattern.rowCount).filter { row in
            let width = pattern.samplesPerCoset
            return posterior.binPower[row * width..<(row + 1) * width].contains { $0 > 0 }
        }
        for bin in 0..<pattern.samplesPerCoset {
            // Weighed by the inverse variance of a cross-spectrum, about R_pp R_qq.
            let level = observed[bin].trace / Double(cosets) + noise
            let weight = 1 / max(level * level, 1e-300)
            for p in 0..<cosets {
                for q in 0..<p {
                    var (model, change) = ((real: 0.0, imaginary: 0.0), (real: 0.0, imaginary: 0.0))
                    for row in occupied {
                        let power = Double(
                            posterior.binPower[row * pattern.samplesPerCoset + bin])
                        let (a, b) = steering.element(p, row, bin, delay: delays[p])
                        let (c, d) = steering.element(q, row, bin, delay: delays[q])
                        let (real, imaginary) = (
                            power * (a * c + b * d), power * (b * c - a * d)
                        )
                        model.real += real
                        model.imaginary += imaginary
                        // ∂/∂(τ_p − τ_q) = −2πi ν times it.
                        let turn = 2 * Double.pi * steering.frequency(row, bin)
                        change.real += turn * imaginary
                        change.imaginary -= turn * real
                    }
                    let rest = (
                        real: observed[bin].real(p, q) - model.real,
                        imaginary: observed[bin].imaginary(p, q) - model.imaginary
                    )
                    let size =
                        weight
                        * (change.real * change.real + change.imaginary * change.imaginary)
                    let fit =
                        weight
                        * (change.real * rest.real + change.imaginary * rest.imaginary)
                    system[p * cosets + p] += size
                    system[q * cosets + q] += size
                    system[p * cosets + q] -= size
                    system[q * cosets + p] -= size
                    slope[p] += fit
                    slope[q] -= fit
                }
            }
        }
        // The mean delay is free: a rank-one term pins the steps' mean to nought.
        let scale = (0..<cosets).reduce(0) { $0 + system[$1 * cosets + $1] } / Double(cosets)
        guard scale > 0 else { return [Double](repeating: 0, count: cosets) }
        for place in system.indices { system[place] += scale / Double(cosets) }
        for place in 0..<cosets { system[place * cosets + place] += 1e-6 * scale }
        guard let factor = DenseCholesky(system, order: cosets) else {
            return [Double](repeating: 0, count: cosets)
        }
        // A step of more than a tenth of a sample is beyond the linear.
        return factor.solve(slope).map { min(0.1, max(-0.1, $0)) }
    }
}
