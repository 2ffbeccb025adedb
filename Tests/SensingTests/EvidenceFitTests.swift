import Numerics
import Testing

@testable import Sensing

struct EvidenceFitTests {
    /// Frames of some occupied rows, their covariance, and its lags.
    private static func covariance(
        rows: Int, offsets: [Int], occupied: Int, noise: Double, columns: Int, seed: UInt64
    ) throws -> (HermitianMatrix, CosetLags) {
        let pattern = try CosetPattern(
            downsamplingFactor: rows, offsets: offsets, samplesPerCoset: columns)
        var random = SeededGenerator(seed: seed)
        var spectrum = ComplexMatrix(rowCount: rows, columnCount: columns)
        for place in spectrum.real.indices {
            let amplitude = (place / columns * 7 + 3) % rows < occupied ? 1 : noise
            spectrum.real[place] = Float(amplitude * random.normal())
            spectrum.imaginary[place] = Float(amplitude * random.normal())
        }
        let measured = SensingOperator(pattern: pattern).apply(spectrum)
        return (
            HermitianMatrix(columnsOf: measured, factor: 1 / Double(columns)),
            try CosetLags(pattern: pattern)
        )
    }

    // Cosets that fill vectors, and do not; rows even and odd; a lag that is its own opposite.
    @Test(arguments: [
        (40, WidebandTrial.sparseOffsets, 5, 0.1), (40, WidebandTrial.denseOffsets, 12, 0.1),
        (41, [0, 1, 3, 9, 14, 21, 30, 40], 4, 0.3), (7, [2], 1, 0.5), (8, [0, 4, 7], 1, 0.2),
        (64, Array(stride(from: 0, to: 64, by: 3)), 6, 0.03),
    ])
    func `the kernel's fit is the reference's`(
        rows: Int, offsets: [Int], occupied: Int, noise: Double
    ) throws {
        let (covariance, lags) = try Self.covariance(
            rows: rows, offsets: offsets, occupied: occupied, noise: noise, columns: 48,
            seed: UInt64(rows + offsets.count))
        for known in [nil, noise * noise * 2.5] {
            for iterations in [0, 1, 30] {
                let fit = EvidenceFit(
                    covariance: covariance, lags: lags, noise: known, iterationsMax: iterations,
                    tolerance: 1e-4)
                let reference = EvidenceFit.reference(
                    covariance: covariance, lags: lags, noise: known, iterationsMax: iterations,
                    tolerance: 1e-4)
                #expect(fit.iterations == reference.iterations)
                #expect(abs(fit.noise - reference.noise) <= 1e-9 * reference.noise)
                let most = reference.rowPowers.max() ?? 0
                for (one, other) in zip(fit.rowPowers, reference.rowPowers) {
                    #expect(abs(one - other) <= 1e-9 * most)
                }
                var difference = fit.precision
                difference.add(reference.precision, factor: -1)
                #expect(difference.squaredNorm <= 1e-18 * reference.precision.squaredNorm)
            }
        }
    }

    @Test func `a covariance that one row explains leaves no noise and spoils nothing`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        let lags = try CosetLags(pattern: pattern)
        var powers = [Double](repeating: 0, count: 40)
        powers[7] = 3
        let fit = EvidenceFit(
            covariance: lags.covariance(rowPowers: powers), lags: lags, noise: nil,
            iterationsMax: 400, tolerance: 1e-4)
        #expect(abs(fit.rowPowers[7] - 3) < 0.1)
        #expect(fit.noise > 0 && fit.noise < 0.1)
        #expect(fit.precision.values.allSatisfy { $0.isFinite })
    }
}
