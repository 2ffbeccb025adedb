import Glibc
import Numerics
import Testing

@testable import Sensing

struct RivalTests {
    @Test func `sparse Bayesian learning finds as many rows as cosets`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 16)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5 {
            let trial = WidebandTrial(.wide, pattern: pattern, snrDb: 20, using: &generator)
            let estimate = try SparseBayesianSpectrum().estimate([trial.frame])
            #expect(trial.normalisedError(estimate.binPower) < 0.05)
            // White noise is a flat spectrum too: part of it may be taken for rows, never the reverse.
            #expect(estimate.noisePower < 2 * trial.noisePower)
        }
    }

    @Test func `non-negative fitting of an exact covariance gives its powers back`() throws {
        let lags = try CosetLags(pattern: WidebandTrial.pattern(cosets: 10))
        var generator = SeededGenerator(seed: 12)
        // More rows than cosets: the covariance still tells them apart.
        var powers = [Double](repeating: 0, count: 40)
        for row in [1, 2, 5, 8, 9, 10, 17, 20, 21, 25, 30, 31, 32, 38] {
            powers[row] = 0.1 + generator.uniform()
        }
        let covariance = lags.covariance(rowPowers: powers)
        let problem = CovarianceFittingSpectrum.problem(lags)
        let solution = problem.solve(lags.rowForms(covariance)).solution
        for row in 0..<40 { #expect(abs(solution[row] - powers[row]) < 1e-9) }
        let warm = problem.solve(lags.rowForms(covariance), start: [1, 2, 3, 4, 5]).solution
        for row in 0..<40 { #expect(abs(warm[row] - powers[row]) < 1e-9) }
    }

    /// Σ (p̂ − p)² / Σ p² in decibels, mean over some trials, as deeprm.md's tables.
    private static func error(
        _ name: String, _ scenario: WidebandTrial.Scenario, cosets: Int, snrDb: Double,
        trials: Int = 60
    ) throws -> Double {
        let pattern = try WidebandTrial.pattern(cosets: cosets)
        var generator = SeededGenerator(seed: 77)
        var sum = 0.0
        for _ in 0..<trials {
            let trial = WidebandTrial(
                scenario, pattern: pattern, snrDb: snrDb, using: &generator)
            let knowledge = SpectrumKnowledge(
                occupiedRowCount: trial.occupiedRows.count, noisePower: trial.noisePower)
            let method = try SpectrumMethods.method(named: name, told: knowledge)
            sum += trial.normalisedError(try method.estimate([trial.frame]).binPower)
        }
        return 10 * log10(sum / Double(trials))
    }

    // The reference measured these on 40 other trials; a cell varies by 0.4 to 0.7 dB.
    @Test(arguments: [
        ("somp-k", 16, 20.0, -23.9), ("jb-htp-k", 10, 10, -7.4), ("fcpse-raw", 16, 10, -5.9),
        ("pcsbl-noise", 10, 10, -6.3), ("pcsbl-gamp-noise", 16, 20, -23.1),
        ("group-lasso", 10, 10, -6.3), ("group-lasso", 16, 10, -10.3),
        ("reweighted-group-lasso", 10, 10, -10.5), ("reweighted-group-lasso", 16, 20, -21.0),
        ("m-sbl", 10, 0, -3.4), ("m-sbl", 16, 20, -23.5), ("m-sbl-noise", 10, 10, -10.5),
    ])
    func `a rival errs as much as in the reference's table of the easy scenario`(
        name: String, cosets: Int, snrDb: Double, expectedDb: Double
    ) throws {
        let measured = try Self.error(
            name, .easy, cosets: cosets, snrDb: snrDb, trials: name.contains("sbl") ? 24 : 60)
        #expect(abs(measured - expectedDb) < 1.5, "\(measured) dB instead of \(expectedDb) dB")
    }

    @Test(arguments: SpectrumMethods.names)
    func `a method that is told nothing tells a strong row from the vacant ones`(
        name: String
    ) throws {
        // One band well within row 21, 20 dB above the noise of its bins, over three frames.
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 21)
        let frames = (0..<3).map { _ in
            var spectrum = ComplexMatrix(rowCount: 40, columnCount: 16)
            for place in spectrum.real.indices {
                let deviation = (21 * 16 + 4..<21 * 16 + 12).contains(place) ? 1.0 : 0.1
                spectrum.real[place] = Float(deviation * generator.normal())
                spectrum.imaginary[place] = Float(deviation * generator.normal())
            }
            return CosetSpectra(
                pattern: pattern, values: SensingOperator(pattern: pattern).apply(spectrum))
        }
        let estimate = try SpectrumMethods.method(named: name).estimate(frames)
        let strongest = try #require(estimate.rowScores.max())
        #expect(estimate.rowScores[21] == strongest)
        #expect(estimate.binPower.count == 640)
        #expect(estimate.binPower.allSatisfy { $0.isFinite && $0 >= 0 })
        // Eight bins of power 2.
        let sum = estimate.binPower[21 * 16..<22 * 16].reduce(0, +)
        #expect(sum > 8 && sum < 28, "\(sum)")
    }

    @Test(arguments: SpectrumMethods.names)
    func `an all-zero frame has no power and crashes nobody`(name: String) throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let frame = CosetSpectra(
            pattern: pattern, values: ComplexMatrix(rowCount: 10, columnCount: 16))
        let estimate = try SpectrumMethods.method(named: name).estimate([frame, frame])
        #expect(estimate.binPower.allSatisfy { $0.isFinite && abs($0) < 1e-20 })
    }

    @Test func `the least-squares row powers of an exact covariance are its own`() throws {
        let lags = try CosetLags(pattern: WidebandTrial.pattern(cosets: 16))
        let powers = (0..<40).map { Double($0 * $0 % 7) }
        let back = lags.leastSquaresPowers(lags.covariance(rowPowers: powers, noise: 2.5))
        // Noise λ of an entry of Y is λ P / L of a Nyquist sample.
        for row in 0..<40 { #expect(abs(back[row] - powers[row] - 1) < 1e-9) }
    }

    @Test func `the level of the vacant rows is not drawn up by the occupied ones`() {
        var generator = SeededGenerator(seed: 31)
        let levels = (0..<40).map { row in
            1 + 0.1 * generator.normal() + (row < 12 ? 5 + Double(row) : 0)
        }
        let vacant = VacantLevel(levels)
        #expect(vacant.rowCount >= 22 && vacant.rowCount <= 28)
        #expect(abs(vacant.mean - 1) < 0.06)
    }

    @Test func `a window estimates from its last frames and survives a restart`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var generator = SeededGenerator(seed: 13)
        let frames = (0..<4).map { _ in
            WidebandTrial(.easy, pattern: pattern, snrDb: 10, using: &generator).frame
        }
        var tracker = try SpectrumMethods.tracker(named: "covariance-nnls", windowFrames: 2)
        for frame in frames.dropLast() { _ = try tracker.update(frame, iterationsMax: 100) }
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        var restored = try SpectrumMethods.tracker(named: "covariance-nnls", windowFrames: 2)
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        let expected = try CovarianceFittingSpectrum().estimate(Array(frames.suffix(2)))
        #expect(try tracker.update(frames[3], iterationsMax: 100) == expected)
        #expect(try restored.update(frames[3], iterationsMax: 100) == expected)
    }

    @Test func `an unknown name and an oracle without its knowledge are refused`() {
        #expect(throws: SensingError.self) { try SpectrumMethods.method(named: "music") }
        #expect(throws: SensingError("m-sbl-noise must be told the noise power")) {
            try SpectrumMethods.method(named: "m-sbl-noise")
        }
    }
}
