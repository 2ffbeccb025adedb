import Foundation
import Testing

@testable import Numerics

/// The kernels that fit one emitter against the formulas written out.
struct EmissionSamplesTests {
    private let law = EmitterLaw(
        clearLevelDbm: -47, blockedLevelDbm: -71, clearExponent: 2.2, blockedExponent: 3.6,
        clearVariance: 4, blockedVariance: 16, clearErrorShare: 0.1, blockedErrorShare: 0.05,
        spikeDensity: 1e-4, raisedDensity: 5e-3)
    private let samples: EmissionSamples
    private let clear: [UInt8]

    init() {
        var draw = SeededGenerator(seed: 12)
        let count = 203
        func many(_ value: (inout SeededGenerator) -> Double) -> [Float] {
            (0..<count).map { _ in Float(value(&draw)) }
        }
        samples = EmissionSamples(
            east: many { 512 * $0.uniform() }, north: many { 512 * $0.uniform() }, up: 50,
            received: many { -90 + 60 * $0.uniform() }, fading: many { 0.5 + $0.uniform() },
            weights: many { $0.uniform() }, background: many { pow(10, -9 + 5 * $0.uniform()) },
            spread: many { 1e-12 * $0.uniform() })
        clear = (0..<count).map { _ in draw.uniform() < 0.4 ? 1 : 0 }
    }

    private func slopes() -> [Float] {
        var slopes = [Float](repeating: 0, count: samples.count)
        samples.slopes(toEast: 200, north: 300, up: 1.5, into: &slopes)
        return slopes
    }

    @Test func `slopes are ten logarithms of the distance`() {
        for (index, slope) in slopes().enumerated() {
            let east = Double(samples.east[index]) - 200
            let north = Double(samples.north[index]) - 300
            let distance = (east * east + north * north + 48.5 * 48.5).squareRoot()
            #expect(abs(Double(slope) - 10 * log10(distance / 100)) < 1e-4)
        }
    }

    /// The likelihood written out.
    private func reference(_ law: EmitterLaw) -> Double {
        var sum = 0.0
        for (index, slope) in slopes().enumerated() {
            func part(_ level: Double, _ exponent: Double, _ variance: Double) -> (Double, Double) {
                let power = pow(10, (level - exponent * Double(slope)) / 10)
                let total = Double(samples.background[index]) + power
                let v =
                    (Double(samples.spread[index]) + power * power * variance) / (total * total)
                    + Double(samples.fading[index])
                let residual = Double(samples.received[index]) - 10 * log10(total)
                return (exp(-residual * residual / (2 * v)) / (2 * .pi * v).squareRoot(), residual)
            }
            let a = part(law.clearLevelDbm, law.clearExponent, law.clearVariance)
            let b = part(law.blockedLevelDbm, law.blockedExponent, law.blockedVariance)
            let isClear = clear[index] == 1
            let share = isClear ? 1 - law.clearErrorShare : law.blockedErrorShare
            let residual = isClear ? a.1 : b.1
            sum +=
                Double(samples.weights[index])
                * log(
                    share * a.0 + (1 - share) * b.0 + law.spikeDensity
                        + (residual > 0 ? law.raisedDensity : 0))
        }
        return sum
    }

    @Test func `the likelihood is that of the mixture, and its slope its derivative`() {
        let fit = samples.likelihood(of: law, slopes: slopes(), clear: clear)
        #expect(abs(fit.log - reference(law)) < 0.01)
        #expect(fit.curvature > 0)
        var more = law
        more.clearLevelDbm += 0.01
        more.blockedLevelDbm += 0.01
        var less = law
        less.clearLevelDbm -= 0.01
        less.blockedLevelDbm -= 0.01
        // The kernel leaves out how the variance changes with the power: small beside the rest.
        let slope = (reference(more) - reference(less)) / 0.02
        #expect(abs(fit.pull - slope) < 0.15 * abs(slope) + 3)
    }

    @Test func `power and spread follow the map's class`() {
        let slopes = slopes()
        var power = [Float](repeating: 0, count: samples.count)
        var spread = power
        samples.power(of: law, slopes: slopes, clear: clear, power: &power, spread: &spread)
        for index in power.indices {
            let isClear = clear[index] == 1
            let level =
                isClear
                ? -47 - 2.2 * Double(slopes[index]) : -71 - 3.6 * Double(slopes[index])
            let expected = pow(10, level / 10)
            #expect(abs(Double(power[index]) / expected - 1) < 1e-4)
            #expect(
                abs(Double(spread[index]) / (expected * expected * (isClear ? 4 : 16)) - 1) < 1e-3)
        }
    }

    @Test func `a screen adds one stretch of a row for each sample`() {
        // One row for seen candidates, which counts its steps, and one for hidden ones, nought.
        let length = EmitterScreen.rowLength
        let rows = (0..<length).map { Float($0) } + [Float](repeating: 0, count: length)
        let screen = EmitterScreen(
            rows: rows, rowOfSample: [0, 0, 0], startDb: -20, leastDbm: 10,
            backgroundDbm: [-60, -60, -60], bit: [0, 1, 2], east: [100, 0, 50], north: [0, 100, 0],
            up: 0)
        let flat = EmitterLaw(
            clearLevelDbm: -60, blockedLevelDbm: -60, clearExponent: 2, blockedExponent: 2,
            clearVariance: 1, blockedVariance: 1, clearErrorShare: 0, blockedErrorShare: 0,
            spikeDensity: 0, raisedDensity: 0)
        let found = screen.scores(
            candidateEast: [0, 0], candidateNorth: [0, 0], candidateUp: 0, words: [0b011, 0],
            wordCount: 1, law: flat,
            priors: [Float](repeating: 0, count: EmitterScreen.powerCount))
        // Seen at 100 m: 10 - 60 + 60 = 10 dB over the background, 30 dB over the start, 15 steps;
        // the highest power is 15 steps more.
        #expect(found.scores == [60, 0])
        #expect(found.powers == [15, 0])
    }
}
