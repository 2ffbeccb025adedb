import Glibc
import Numerics
import Testing

@testable import Sensing

struct CosetCalibrationTests {
    /// Frames of four bands as branches of these gains and delays give them, and the bands' powers.
    private static func frames(
        _ calibration: CosetCalibration, count: Int, snrDb: Double, seed: UInt64
    ) -> (frames: [CosetSpectra], powers: [Double]) {
        var generator = SeededGenerator(seed: seed)
        var powers = [Double](repeating: 0, count: 640)
        for (start, power) in [(70, 1.0), (215, 0.6), (390, 1.5), (560, 0.8)] {
            for bin in start..<start + 20 { powers[bin] = power }
        }
        let noise = powers.reduce(0, +) / 640 / pow(10, snrDb / 10)
        let frames = (0..<count).map { _ in
            var spectrum = ComplexMatrix(rowCount: 40, columnCount: 16)
            for bin in 0..<640 {
                let deviation = ((powers[bin] + noise) / 2).squareRoot()
                spectrum.real[bin] = Float(deviation * generator.normal())
                spectrum.imaginary[bin] = Float(deviation * generator.normal())
            }
            return calibration.apply(spectrum)
        }
        return (frames, powers)
    }

    private static func error(_ power: [Float], _ truth: [Double]) -> Double {
        var (error, size) = (0.0, 0.0)
        let sums = SpectrumPosterior.rowSums(power, rowCount: 40)
        let exact = SpectrumPosterior.rowSums(truth.map { Float($0) }, rowCount: 40)
        for (a, b) in zip(sums, exact) {
            error += Double((a - b) * (a - b))
            size += Double(b * b)
        }
        return error / size
    }

    @Test func `unlike branches are told from the data, and corrected`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        var generator = SeededGenerator(seed: 51)
        var gains = (0..<16).map { _ in 1 + 0.15 * generator.normal() }
        let size = (gains.reduce(0) { $0 + $1 * $1 } / 16).squareRoot()
        gains = gains.map { $0 / size }
        var delays = (0..<16).map { _ in 0.08 * generator.normal() }
        let mean = delays.reduce(0, +) / 16
        delays = delays.map { $0 - mean }
        let branches = CosetCalibration(pattern: pattern, gains: gains, delays: delays)
        let (frames, powers) = Self.frames(branches, count: 40, snrDb: 20, seed: 52)
        let estimate = try CosetCalibration.estimate(from: frames)
        for coset in 0..<16 {
            #expect(abs(estimate.gains[coset] / gains[coset] - 1) < 0.08)
        }
        let errors = zip(estimate.delays, delays).map { ($0 - $1) * ($0 - $1) }
        let deviation = (errors.reduce(0, +) / 16).squareRoot()
        #expect(deviation < 0.025, "\(deviation) Nyquist samples")
        let method = SparseBayesianSpectrum()
        let raw = Self.error(try method.estimate(frames).binPower, powers)
        let corrected = Self.error(
            try method.estimate(try estimate.correct(frames)).binPower, powers)
        #expect(corrected < 0.5 * raw, "\(raw) became \(corrected)")
    }

    @Test func `like branches are left alike`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let (frames, _) = Self.frames(
            CosetCalibration(pattern: pattern), count: 40, snrDb: 20, seed: 53)
        let estimate = try CosetCalibration.estimate(from: frames)
        for coset in 0..<10 {
            #expect(abs(estimate.gains[coset] - 1) < 0.08)
            #expect(abs(estimate.delays[coset]) < 0.06)
        }
    }

    @Test func `a silent coset's gain cannot be told`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var (frames, _) = Self.frames(
            CosetCalibration(pattern: pattern), count: 2, snrDb: 20, seed: 54)
        for place in frames.indices {
            for bin in 0..<16 { frames[place].values[2, bin] = .zero }
        }
        #expect(throws: SensingError("coset 2 is silent: its gain cannot be told")) {
            try CosetCalibration.estimate(from: frames)
        }
    }
}
