import Glibc
import Numerics

@testable import Sensing

/// One frame of a made wide band, with its truth: deeprm.md 2.3's "easy" and "wide".
struct WidebandTrial {
    enum Scenario {
        /// 2 or 3 bands of 10 to 24 bins.
        case easy
        /// 3 bands of 28 to 50 bins.
        case wide
        /// Easy, with new symbols at random places of a longer record: rectangular-window leakage.
        case leaky
    }

    let pattern: CosetPattern
    let noisePower: Double
    /// |X|² without noise, `[L, N]`.
    let truth: [Float]
    let frame: CosetSpectra
    /// Rows that a band touches.
    let occupiedRows: [Int]

    static let sparseOffsets = [0, 1, 7, 19, 23, 26, 32, 36, 37, 39]
    static let denseOffsets = [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39]

    /// The patterns of deeprm.md: P = 10 or 16 of 40, N = 16.
    static func pattern(cosets: Int) throws -> CosetPattern {
        try CosetPattern(
            downsamplingFactor: 40, offsets: cosets == 10 ? sparseOffsets : denseOffsets,
            samplesPerCoset: 16)
    }

    init(
        _ scenario: Scenario, pattern: CosetPattern, snrDb: Double,
        using generator: inout SeededGenerator
    ) {
        let bins = pattern.binCount
        let levels = Self.levels(scenario, bins: bins, using: &generator)
        var record: [ComplexFloat]
        if scenario == .leaky {
            // The frame is the middle of a record eight times as long, QPSK in each of its bins.
            let long = Self.record(
                levels: (0..<8 * bins).map { levels[$0 / 8] / 8 }, using: &generator)
            record = (0..<bins).map { long[3 * bins + $0] }
            for place in record.indices {
                record[place].real *= Float(8).squareRoot()
                record[place].imaginary *= Float(8).squareRoot()
            }
        } else {
            record = Self.record(levels: levels, using: &generator)
        }
        var spectrum = record
        FourierTransform(rowCount: 1, columnCount: bins).forward(&spectrum)
        let truth = spectrum.map { $0.squaredMagnitude / Float(bins) }
        let mean = Double(truth.reduce(0, +)) / Double(bins)
        noisePower = mean / pow(10, snrDb / 10)
        let deviation = (noisePower / 2).squareRoot()
        for place in record.indices {
            record[place].real += Float(deviation * generator.normal())
            record[place].imaginary += Float(deviation * generator.normal())
        }
        occupiedRows = (0..<pattern.rowCount).filter { row in
            levels[row * pattern.samplesPerCoset..<(row + 1) * pattern.samplesPerCoset]
                .contains { $0 > 0 }
        }
        self.pattern = pattern
        self.truth = truth
        frame = CosetSampling(pattern: pattern).spectra(of: record)
    }

    /// Σ (p̂ − p)² / Σ p².
    func normalisedError(_ power: [Float]) -> Double {
        var (error, size) = (0.0, 0.0)
        for (estimate, exact) in zip(power, truth) {
            error += Double((estimate - exact) * (estimate - exact))
            size += Double(exact * exact)
        }
        return error / size
    }

    private static func levels(
        _ scenario: Scenario, bins: Int, using generator: inout SeededGenerator
    ) -> [Double] {
        let widths = scenario == .wide ? 28...50 : 10...24
        let count = scenario == .wide ? 3 : Int.random(in: 2...3, using: &generator)
        var levels = [Double](repeating: 0, count: bins)
        var made = 0
        while made < count {
            let width = Int.random(in: widths, using: &generator)
            let start = Int.random(in: 0..<bins, using: &generator)
            let isFree = (-2..<width + 2).allSatisfy { levels[(start + $0 + bins) % bins] == 0 }
            guard isFree else { continue }
            let power = pow(10, -0.6 * generator.uniform())
            for place in 0..<width { levels[(start + place) % bins] = power }
            made += 1
        }
        return levels
    }

    /// A record whose unitary spectrum has these powers and QPSK phases.
    private static func record(
        levels: [Double], using generator: inout SeededGenerator
    ) -> [ComplexFloat] {
        var record = levels.map { level in
            let amplitude = Float((level / 2).squareRoot())
            return ComplexFloat(
                real: Bool.random(using: &generator) ? amplitude : -amplitude,
                imaginary: Bool.random(using: &generator) ? amplitude : -amplitude)
        }
        FourierTransform(rowCount: 1, columnCount: levels.count).inverse(&record)
        let scale = Float(levels.count).squareRoot()
        for place in record.indices {
            record[place].real *= scale
            record[place].imaginary *= scale
        }
        return record
    }
}
