import Glibc
import Numerics

@testable import Sensing

/// Frames of a spectrum as branches of some gains and delays give them, the noise going through them.
struct BranchStream {
    let pattern: CosetPattern
    let calibration: CosetCalibration
    /// Expected signal power of each bin, and the noise of a bin.
    var power: [Double]
    var noise: Double
    private let columns: [[Double]]
    private var generator: SeededGenerator

    init(_ stream: BandStream, calibration: CosetCalibration, seed: UInt64) {
        pattern = stream.pattern
        power = stream.power
        noise = stream.noise
        self.calibration = calibration
        let steering = DelayedSteering(pattern, delays: calibration.delays)
        let width = pattern.samplesPerCoset
        columns = stream.power.indices.map { steering.column($0 / width, $0 % width) }
        generator = SeededGenerator(seed: seed)
    }

    /// Gains within so many dB and delays within so many Nyquist samples, evenly, both of mean 0.
    static func unlike(
        _ pattern: CosetPattern, gainDb: Double = 1, delay: Double = 0.05,
        using generator: inout SeededGenerator
    ) -> CosetCalibration {
        .drawn(pattern, gainDb: gainDb, delay: delay, using: &generator)
    }

    /// A frame of Gaussian samples.
    mutating func next() -> CosetSpectra {
        let (cosets, width) = (pattern.cosetCount, pattern.samplesPerCoset)
        var sums = [Double](repeating: 0, count: 2 * cosets * width)
        for bin in power.indices {
            let deviation = ((power[bin] + noise) / 2).squareRoot()
            let (a, b) = (deviation * generator.normal(), deviation * generator.normal())
            let column = columns[bin]
            for coset in 0..<cosets {
                let place = 2 * (coset * width + bin % width)
                let gain = calibration.gains[coset]
                sums[place] += gain * (column[2 * coset] * a - column[2 * coset + 1] * b)
                sums[place + 1] += gain * (column[2 * coset] * b + column[2 * coset + 1] * a)
            }
        }
        var values = ComplexMatrix(rowCount: cosets, columnCount: width)
        for place in values.real.indices {
            values.real[place] = Float(sums[2 * place])
            values.imaginary[place] = Float(sums[2 * place + 1])
        }
        return CosetSpectra(pattern: pattern, values: values)
    }

    /// Root mean square of what is left of gains, as logarithms, and of delays.
    static func rest(
        _ calibration: CosetCalibration, of truth: CosetCalibration
    ) -> (gain: Double, delay: Double) {
        var (gain, delay) = (0.0, 0.0)
        for coset in truth.gains.indices {
            let ratio = log(calibration.gains[coset] / truth.gains[coset])
            gain += ratio * ratio
            let step = calibration.delays[coset] - truth.delays[coset]
            delay += step * step
        }
        let count = Double(truth.gains.count)
        return ((gain / count).squareRoot(), (delay / count).squareRoot())
    }
}
