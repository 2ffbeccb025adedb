import Glibc
import Numerics
import Testing

@testable import Sensing

/// The rivals' kernels beside the same in plain Swift.
struct SampledFramesTests {
    /// Frames of one pattern: rows and columns that fill vectors and do not, one frame and several.
    struct Case: CustomStringConvertible {
        var rows: Int
        var offsets: [Int]
        var columns: Int
        var frames: Int
        var description: String { "\(rows) rows, \(columns) columns, \(frames) frames" }

        func stack() throws -> FrameStack {
            let pattern = try CosetPattern(
                downsamplingFactor: rows, offsets: offsets, samplesPerCoset: columns)
            var random = SeededGenerator(seed: UInt64(rows * columns + frames))
            let matrix = SensingOperator(pattern: pattern)
            return try FrameStack(
                (0..<frames).map { _ in
                    var spectrum = ComplexMatrix(rowCount: rows, columnCount: columns)
                    for place in spectrum.real.indices {
                        let amplitude = place / columns % 5 == 1 ? 1 : 0.1
                        spectrum.real[place] = Float(amplitude * random.normal())
                        spectrum.imaginary[place] = Float(amplitude * random.normal())
                    }
                    return CosetSpectra(pattern: pattern, values: matrix.apply(spectrum))
                })
        }
    }

    static let cases = [
        Case(rows: 40, offsets: WidebandTrial.sparseOffsets, columns: 16, frames: 1),
        Case(rows: 40, offsets: WidebandTrial.denseOffsets, columns: 16, frames: 6),
        Case(rows: 23, offsets: [0, 2, 3, 9, 14, 21], columns: 5, frames: 3),
        Case(rows: 8, offsets: [0, 3, 5], columns: 19, frames: 2),
        Case(rows: 6, offsets: [1], columns: 1, frames: 1),
    ]

    // One coset tells no row from another: its minimum is not one point.
    @Test(arguments: cases.dropLast())
    func `a group descent is the reference's`(_ own: Case) throws {
        let stack = try own.stack()
        var descent = GroupDescent(stack: stack, scale: 1.7, penalty: 0.8)
        var reference = GroupDescent.Reference(stack: stack, scale: 1.7, penalty: 0.8)
        for _ in 0..<3 {
            descent.run(iterationsMax: 25, tolerance: 0)
            reference.run(iterationsMax: 25, tolerance: 0)
            descent.reweight()
            reference.reweight()
        }
        #expect(distance(descent.spectrum, reference.spectrum) < 1e-4)
        let residual = reference.squaredResidual
        let moments = descent.moments
        #expect(abs(moments.squaredResidual - residual) < 1e-4 * residual + 1e-9)
        #expect(moments.squaredChange == 0)
        let powers = stack.meanPower(reference.spectrum)
        let most = powers.max() ?? 0
        for (one, other) in zip(moments.binPowers, powers) {
            #expect(abs(one - other) < 1e-4 * most)
        }
    }

    @Test(arguments: cases.dropLast())
    func `a descent ends where the spectrum no longer moves`(_ own: Case) throws {
        let stack = try own.stack()
        var descent = GroupDescent(stack: stack, scale: 1, penalty: 0.5)
        var reference = GroupDescent.Reference(stack: stack, scale: 1, penalty: 0.5)
        descent.run(iterationsMax: 2_000, tolerance: 1e-3)
        reference.run(iterationsMax: 2_000, tolerance: 1e-3)
        #expect(abs(descent.iterations - reference.iterations) <= 2)
        #expect(descent.iterations < 2_000)
        #expect(distance(descent.spectrum, reference.spectrum) < 1e-2)
    }

    @Test(arguments: cases, [PatternCoupledSpectrum.Inference.exact, .messagePassing])
    func `a posterior is the reference's`(
        _ own: Case, _ inference: PatternCoupledSpectrum.Inference
    ) throws {
        let stack = try own.stack()
        let bins = stack.pattern.binCount
        var posterior = CoupledPosterior(stack, inference: inference)
        var reference = CoupledPosterior.Reference(
            stack, lags: inference == .exact ? try CosetLags(pattern: stack.pattern) : nil)
        var random = SeededGenerator(seed: 4)
        for round in 0..<3 {
            let before = reference.mean
            let prior = (0..<bins).map { _ in 0.01 + random.uniform() * random.uniform() }
            let noise = 0.3 / Double(1 + round)
            posterior.update(prior: prior, noise: noise)
            reference.update(prior: prior, noise: noise)
            #expect(distance(posterior.mean, reference.mean) < 1e-5)
            for (one, other) in zip(posterior.variance, reference.variance) {
                #expect(abs(one - other) < 1e-9)
            }
            var moved = reference.mean
            moved.subtract(before)
            let moments = posterior.moments
            let size = reference.mean.squaredNorm
            #expect(abs(moments.squaredNorm - size) < 1e-4 * size)
            #expect(abs(moments.squaredChange - moved.squaredNorm) < 1e-4 * size)
            let residual = reference.squaredResidual
            #expect(abs(moments.squaredResidual - residual) < 1e-4 * residual + 1e-9)
        }
    }

    @Test(arguments: cases)
    func `means of a known precision are the definition's`(_ own: Case) throws {
        let stack = try own.stack()
        let lags = try CosetLags(pattern: stack.pattern)
        let powers = (0..<own.rows).map { 0.1 + Double($0 % 3) }
        let precision = try #require(
            lags.covariance(rowPowers: powers, noise: 0.2).inverse()?.inverse)
        let frames = stack.sampled
        let means = frames.matrix(frames.means(precision: precision, rowPowers: powers))
        var expected = SensingOperator.dense(stack.pattern)
            .adjointTimes(precision.times(stack.values))
        for place in expected.real.indices {
            let gain = Float(powers[place / expected.columnCount])
            expected.real[place] *= gain
            expected.imaginary[place] *= gain
        }
        #expect(distance(means, expected) < 1e-5)
    }

    /// ‖a − b‖ / ‖b‖.
    private func distance(_ one: ComplexMatrix, _ other: ComplexMatrix) -> Double {
        var difference = one
        difference.subtract(other)
        return (difference.squaredNorm / max(other.squaredNorm, 1e-30)).squareRoot()
    }
}
