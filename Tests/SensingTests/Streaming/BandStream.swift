import Glibc
import Numerics
import Sensing

/// A stream of coset frames of flat bands at random places, with its expected spectrum.
struct BandStream {
    enum Symbols {
        /// Bins of constant modulus and one of four phases.
        case phases
        /// Bins of complex Gaussian samples.
        case gaussian
    }

    let pattern: CosetPattern
    let symbols: Symbols
    /// s²: noise power of a bin.
    var noise: Double
    /// Expected signal power of each bin, `[L, N]`.
    var power: [Double]

    /// Bands of 10 to 24 bins, ±6 dB, at least two bins apart, that touch exactly some rows.
    init(
        rows: Int, pattern: CosetPattern, snrDb: Double, symbols: Symbols = .gaussian,
        widths: ClosedRange<Int> = 10...24, using generator: inout SeededGenerator
    ) {
        self.pattern = pattern
        self.symbols = symbols
        let bins = pattern.binCount
        var made: [Double]?
        while made == nil {
            var power = [Double](repeating: 0, count: bins)
            for _ in 0..<400 where made == nil {
                let width = Int.random(in: widths, using: &generator)
                let start = Int.random(in: 0..<bins, using: &generator)
                guard (-2..<width + 2).allSatisfy({ power[(start + $0 + bins) % bins] == 0 })
                else { continue }
                var next = power
                let level = pow(10, 0.6 * (2 * generator.uniform() - 1))
                for step in 0..<width { next[(start + step) % bins] = level }
                let touched = Self.rows(next, pattern).count
                if touched > rows { continue }
                power = next
                if touched == rows { made = power }
            }
        }
        power = made ?? []
        noise = power.reduce(0, +) / Double(bins) / pow(10, snrDb / 10)
    }

    /// Some spectrum.
    init(pattern: CosetPattern, power: [Double], noise: Double, symbols: Symbols = .gaussian) {
        self.pattern = pattern
        self.power = power
        self.noise = noise
        self.symbols = symbols
    }

    /// Rows with any power.
    var occupiedRows: [Int] { Self.rows(power, pattern) }

    /// Power of each row.
    var rowPower: [Double] { Self.sums(power, pattern) }

    static func sums(_ power: [Double], _ pattern: CosetPattern) -> [Double] {
        let columns = pattern.samplesPerCoset
        return (0..<pattern.rowCount).map {
            power[$0 * columns..<($0 + 1) * columns].reduce(0, +)
        }
    }

    private static func rows(_ power: [Double], _ pattern: CosetPattern) -> [Int] {
        sums(power, pattern).enumerated().filter { $0.element > 0 }.map(\.offset)
    }

    /// Two occupied rows fall silent, and two vacant ones come on over all their bins.
    mutating func swapTwoRows(
        using generator: inout SeededGenerator
    ) -> (vanished: [Int], appeared: [Int]) {
        let columns = pattern.samplesPerCoset
        let occupied = occupiedRows.shuffled(using: &generator)
        let vacant = Set(0..<pattern.rowCount).subtracting(occupied).sorted()
            .shuffled(using: &generator)
        for row in occupied.prefix(2) {
            for column in 0..<columns { power[row * columns + column] = 0 }
        }
        for row in vacant.prefix(2) {
            let level = pow(10, 0.6 * (2 * generator.uniform() - 1))
            for column in 0..<columns { power[row * columns + column] = level }
        }
        return (Array(occupied.prefix(2)), Array(vacant.prefix(2)))
    }

    /// A frame, and |X|² without noise.
    func next(using generator: inout SeededGenerator) -> (frame: CosetSpectra, truth: [Double]) {
        let (rows, columns) = (pattern.rowCount, pattern.samplesPerCoset)
        let half = 0.5.squareRoot()
        var real = [Double](repeating: 0, count: power.count)
        var imaginary = real
        for bin in power.indices where power[bin] > 0 {
            let amplitude = (power[bin] / 2).squareRoot()
            switch symbols {
            case .phases:
                real[bin] = Bool.random(using: &generator) ? amplitude : -amplitude
                imaginary[bin] = Bool.random(using: &generator) ? amplitude : -amplitude
            case .gaussian:
                real[bin] = amplitude * generator.normal()
                imaginary[bin] = amplitude * generator.normal()
            }
        }
        var values = ComplexMatrix(rowCount: pattern.cosetCount, columnCount: columns)
        let deviation = (noise * pattern.noiseFolding).squareRoot() * half
        let scale = 1 / Double(pattern.cosetCount).squareRoot()
        for (coset, offset) in pattern.offsets.enumerated() {
            var sums = (0..<2 * columns).map { _ in deviation * generator.normal() }
            for row in 0..<rows {
                let turn = 2 * Double.pi * Double(offset * row % rows) / Double(rows)
                let (c, s) = (scale * cos(turn), scale * sin(turn))
                for column in 0..<columns where power[row * columns + column] > 0 {
                    let (a, b) = (real[row * columns + column], imaginary[row * columns + column])
                    sums[2 * column] += a * c - b * s
                    sums[2 * column + 1] += a * s + b * c
                }
            }
            for column in 0..<columns {
                values[coset, column] = ComplexFloat(
                    real: Float(sums[2 * column]), imaginary: Float(sums[2 * column + 1]))
            }
        }
        let truth = power.indices.map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
        return (CosetSpectra(pattern: pattern, values: values), truth)
    }

    /// Σ (p̂ − p)² / Σ p².
    static func error(_ estimate: [Double], _ truth: [Double]) -> Double {
        zip(estimate, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            / truth.reduce(0) { $0 + $1 * $1 }
    }
}
