import Foundation
import Numerics
import Testing

@testable import Interference

/// The parts of the moving emitter's filter against their equations.
struct MovingEmitterModelTests {
    private static func motion(_ seconds: Double) -> VelocityMotion {
        VelocityMotion(seconds: seconds, speedDeviation: 1.5, memorySeconds: 8)
    }

    @Test func `two steps of motion are one of twice the time`() {
        let half = Self.motion(1.3)
        let whole = Self.motion(2.6)
        // Covariances: Q(2Δ) = F Q Fᵀ + Q with F = [[1, shift], [0, kept]].
        #expect(abs(half.kept * half.kept - whole.kept) < 1e-12)
        #expect(
            abs(half.shiftSeconds + half.shiftSeconds * half.kept - whole.shiftSeconds) < 1e-12)
        let position =
            half.positionVariance + 2 * half.shiftSeconds * half.covariance
            + half.shiftSeconds * half.shiftSeconds * half.velocityVariance + half.positionVariance
        #expect(abs(position - whole.positionVariance) < 1e-9)
        let cross =
            half.kept * (half.covariance + half.shiftSeconds * half.velocityVariance)
            + half.covariance
        #expect(abs(cross - whole.covariance) < 1e-9)
    }

    @Test func `a short step keeps the velocity and a long one walks at random`() {
        // var x → (2/3) σ² Δ³ / τ for Δ ≪ τ.
        let short = Self.motion(0.08)
        let expected = 2.0 / 3 * 2.25 * pow(0.08, 3) / 8
        #expect(abs(short.positionVariance / expected - 1) < 0.02)
        // var x → 2 σ² τ (Δ - 3 τ / 2) for Δ ≫ τ.
        let long = Self.motion(800)
        #expect(abs(long.positionVariance / (2 * 2.25 * 8 * (800 - 12)) - 1) < 1e-6)
        #expect(Self.motion(0).noise(1, 1).position == 0)
    }

    @Test func `noise has the variances that it should`() {
        let motion = Self.motion(4)
        var random = SeededGenerator(seed: 1)
        var sums = (xx: 0.0, xv: 0.0, vv: 0.0)
        let count = 40_000
        for _ in 0..<count {
            let noise = motion.noise(random.normal(), random.normal())
            sums.xx += noise.position * noise.position / Double(count)
            sums.xv += noise.position * noise.velocity / Double(count)
            sums.vv += noise.velocity * noise.velocity / Double(count)
        }
        // A variance of 40 000 numbers is known to 0.7 %.
        #expect(abs(sums.xx / motion.positionVariance - 1) < 0.03)
        #expect(abs(sums.xv / motion.covariance - 1) < 0.03)
        #expect(abs(sums.vv / motion.velocityVariance - 1) < 0.03)
    }

    @Test func `levels are updated as Kalman's equations say`() throws {
        var levels = ReceiverLevels(.walking)
        for _ in 0..<3 { levels.admit() }
        _ = levels.update(receivers: [0, 2], variancesDb2: [30, 20])
        levels.relax(keeping: [0.5, 0.9, 1])
        let before = levels.covariance
        let dimension = levels.dimension
        let receivers = [2, 0, 1]
        let variances = [30.0, 15, 10]
        let gain = levels.update(receivers: receivers, variancesDb2: variances)
        // H, S = H C Hᵀ + R, C' = C - C Hᵀ S⁻¹ H C, naively.
        func h(_ row: Int, _ column: Int) -> Double {
            [0, 1 + 2 * receivers[row], 2 + 2 * receivers[row]].contains(column) ? 1 : 0
        }
        var cross = [[Double]](repeating: [0, 0, 0], count: dimension)
        for row in 0..<dimension {
            for look in 0..<3 {
                cross[row][look] = (0..<dimension).reduce(0) {
                    $0 + before[row * dimension + $1] * h(look, $1)
                }
            }
        }
        var innovation = [Double](repeating: 0, count: 9)
        for row in 0..<3 {
            for column in 0..<3 {
                innovation[column * 3 + row] =
                    (0..<dimension).reduce(0) { $0 + h(row, $1) * cross[$1][column] }
                    + (row == column ? variances[row] : 0)
            }
        }
        let cholesky = try #require(DenseCholesky(innovation, order: 3))
        for row in 0..<dimension {
            let solved = cholesky.solve(cross[row])
            for column in 0..<dimension {
                let expected =
                    before[row * dimension + column]
                    - (0..<3).reduce(0) { $0 + solved[$1] * cross[column][$1] }
                #expect(abs(levels.covariance[row * dimension + column] - expected) < 1e-8)
            }
        }
        let errors = [3.0, -7, 11]
        let solved = cholesky.solve(errors)
        var whitened = errors
        let logLikelihood = gain.whiten(&whitened)
        #expect(abs(logLikelihood + (0..<3).reduce(0) { $0 + errors[$1] * solved[$1] } / 2) < 1e-9)
        var means = [Double](repeating: 1, count: 2 * dimension)
        gain.move(&means, from: dimension, by: whitened)
        for row in 0..<dimension {
            let expected = 1 + (0..<3).reduce(0) { $0 + cross[row][$1] * solved[$1] }
            #expect(abs(means[dimension + row] - expected) < 1e-9)
            #expect(means[row] == 1)
        }
    }

    @Test func `a thousand looks of a link that does not change leave its constant unknown`() {
        let configuration = MovingEmitterConfiguration.walking
        var levels = ReceiverLevels(configuration)
        levels.admit()
        for _ in 0..<1_000 { _ = levels.update(receivers: [0], variancesDb2: [30]) }
        // Averaged to the end, they give c + b + s; c alone is known as well as b + s are.
        let rest =
            pow(configuration.receiverDeviationDb, 2) + pow(configuration.shadowingDeviationDb, 2)
        let level = pow(configuration.levelDeviationDb, 2)
        let expected = level * rest / (level + rest)
        #expect(abs(levels.covariance[0] / expected - 1) < 0.01)
        #expect(levels.variance(ofReceiver: 0) < 0.05)
    }

    @Test func `the logarithm of a small probability is right in the tail`() {
        // ln Φ(-3) and ln Φ(-10), Abramowitz and Stegun's tables.
        #expect(abs(MovingEmitterFilter.logProbability(below: -3) + 6.607_726) < 1e-5)
        #expect(abs(MovingEmitterFilter.logProbability(below: -10) + 53.231_285) < 0.02)
        #expect(abs(MovingEmitterFilter.logProbability(below: 0) - log(0.5)) < 1e-12)
        let above = MovingEmitterFilter.logProbability(below: -7.999)
        let beyond = MovingEmitterFilter.logProbability(below: -8.001)
        #expect(abs(above - beyond) < 0.05)
    }
}
