import Numerics

/// Makes frames of unlike branches frames of like ones: a P × P matrix for every column.
struct BranchCorrection: Sendable {
    private let calibration: CosetCalibration
    /// `[P, P, N]`, gains included; empty where no delay is corrected.
    private var real: [Float] = []
    private var imaginary: [Float] = []

    /// - Parameters:
    ///   - calibration: what is corrected.
    ///   - spectrum: which tells how a delay turns what a branch sees.
    init(_ calibration: CosetCalibration, under spectrum: BranchSpectrum) {
        self.calibration = calibration
        let pattern = calibration.pattern
        guard calibration.delays.contains(where: { $0 != 0 }) else { return }
        let (cosets, width) = (pattern.cosetCount, pattern.samplesPerCoset)
        real = [Float](repeating: 0, count: cosets * cosets * width)
        imaginary = real
        let steering = DelayedSteering(pattern, delays: calibration.delays)
        for bin in 0..<width {
            let column = BranchColumn(bin, of: spectrum, steering: steering)
            let matrix = column.straightening(noise: spectrum.entryNoise, steering: steering)
            for p in 0..<cosets {
                for q in 0..<cosets {
                    let (from, to) = (2 * (p * cosets + q), (p * cosets + q) * width + bin)
                    let level = 1 / calibration.gains[q]
                    real[to] = Float(level * (matrix?[from] ?? (p == q ? 1 : 0)))
                    imaginary[to] = Float(level * (matrix?[from + 1] ?? 0))
                }
            }
        }
    }

    /// The frame as like branches would have given it.
    ///
    /// Where a coset is nothing but noughts, or not of numbers, gains alone are divided out: it stays so.
    func correct(_ frame: CosetSpectra) -> CosetSpectra {
        let (cosets, width) = (frame.values.rowCount, frame.values.columnCount)
        let condition = FrameCondition(frame)
        var corrected = frame
        guard !real.isEmpty, condition.isFinite, condition.liveCosets.count == cosets else {
            for (coset, gain) in calibration.gains.enumerated() {
                for place in coset * width..<(coset + 1) * width {
                    corrected.values.real[place] /= Float(gain)
                    corrected.values.imaginary[place] /= Float(gain)
                }
            }
            return corrected
        }
        var (x, y) = ([Float](repeating: 0, count: width), [Float](repeating: 0, count: width))
        for p in 0..<cosets {
            for bin in 0..<width { (x[bin], y[bin]) = (0, 0) }
            for q in 0..<cosets {
                let (matrix, source) = ((p * cosets + q) * width, q * width)
                for bin in 0..<width {
                    let (a, b) = (real[matrix + bin], imaginary[matrix + bin])
                    let c = frame.values.real[source + bin]
                    let d = frame.values.imaginary[source + bin]
                    x[bin] += a * c - b * d
                    y[bin] += a * d + b * c
                }
            }
            for bin in 0..<width {
                corrected.values.real[p * width + bin] = x[bin]
                corrected.values.imaginary[p * width + bin] = y[bin]
            }
        }
        return corrected
    }
}
