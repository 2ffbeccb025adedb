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
