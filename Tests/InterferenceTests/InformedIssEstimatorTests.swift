import Model
import Numerics
import Testing

@testable import Interference

/// Interference from a received power and from what is expected.
struct InformedIssEstimatorTests {
    private let estimator = InformedIssEstimator(dssDeviationDb: 3)

    private func estimate(
        _ receivedDbm: Double, expected: Double, deviation: Double = 6, surprise: Double = 0.05
    ) -> IssEstimate {
        estimator.estimate(
            receivedDbm: receivedDbm, desiredDbm: -60, expectedDbm: expected,
            expectedDeviationDb: deviation, surpriseShare: surprise)
    }

    @Test(arguments: [-120.0, -80, -50])
    func `power far above the desired signal is interference, whatever was expected`(
        expected: Double
    ) {
        let found = estimate(-40, expected: expected)
        #expect(abs(found.valueDbm + 40) < 1, "\(found.valueDbm) dBm")
        #expect(found.standardDeviationDb < 2)
        #expect(!found.isNegative)
        #expect(estimate(10, expected: expected).valueDbm == 10)
    }

    @Test(arguments: [-150.0, -110, -99, -90, -80])
    func `where the desired signal hides it, the expectation stays`(expected: Double) {
        let found = estimate(-60, expected: expected, surprise: 0)
        #expect(abs(found.valueDbm - expected) < 1, "\(found.valueDbm) dBm")
        #expect(abs(found.standardDeviationDb - 6) < 1, "\(found.standardDeviationDb) dB")
    }

    @Test func `an expectation above what was received gives way`() {
        let found = estimate(-60, expected: -55, surprise: 0)
        #expect(found.valueDbm < -58)
        let weak = estimate(-75, expected: -55, surprise: 0)
        #expect(weak.valueDbm < -72 && weak.isNegative)
    }

    @Test func `expecting nothing is the flat posterior`() {
        let flat = PosteriorIssEstimator(
            noise: IssNoise(dssDeviationDb: 3, noiseFloorDbm: -200))
        for excess in stride(from: -6.0, through: 30, by: 1.5) {
            let informed = estimate(-60 + excess, expected: -90, surprise: 1)
            let plain = flat.estimate(
                rssWatts: Decibels.watts(fromDbm: -60 + excess),
                dssWatts: Decibels.watts(fromDbm: -60))
            #expect(abs(informed.valueDbm - plain.valueDbm) < 0.3)
            #expect(abs(informed.standardDeviationDb - plain.standardDeviationDb) < 0.3)
        }
    }

    @Test func `where the expectation is right its deviation is honest`() {
        var generator = SeededGenerator(seed: 4)
        var inside = 0
        var squares = 0.0
        let count = 4_000
        for _ in 0..<count {
            let expected = -90 + 50 * generator.uniform()
            let truth = expected + 6 * generator.normal()
            let watts =
                Decibels.watts(fromDbm: -60 + 3 * generator.normal())
                + Decibels.watts(fromDbm: truth)
            let found = estimate(
                Decibels.dbm(fromWatts: watts) + generator.normal(), expected: expected,
                surprise: 0)
            let error = found.valueDbm - truth
            squares += error * error
            if abs(error) <= 2 * found.standardDeviationDb { inside += 1 }
        }
        // 95 % of two deviations; the standard error is 0.4 %.
        #expect((0.93...0.97).contains(Double(inside) / Double(count)), "\(inside) of \(count)")
        // Always believing the expectation would give 6 dB.
        #expect((squares / Double(count)).squareRoot() < 5)
    }
}
