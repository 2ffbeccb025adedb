import Glibc
import Model
import Numerics
import Testing

@testable import Interference

struct InterferingSignalTests {
    private let noise = IssNoise(
        dssDeviationDb: 2.5, rssDeviationDb: 0.5, noiseFloorDbm: -160)

    @Test func `the difference keeps its sign apart`() {
        let positive = InterferingSignal.sample(rssWatts: 3, dssWatts: 1)
        #expect(positive == IssSample(magnitudeWatts: 2, isNegative: false))
        let negative = InterferingSignal.sample(rssWatts: 1, dssWatts: 3)
        #expect(negative == IssSample(magnitudeWatts: 2, isNegative: true))
    }

    @Test func `the absolute estimate is the paper's, not below the noise`() {
        let estimator = AbsoluteIssEstimator(noise: noise)
        let estimate = estimator.estimate(rssWatts: 1e-9, dssWatts: 4e-9)
        #expect(abs(estimate.valueDbm - (10 * log10(3e-9) + 30)) < 1e-9)
        #expect(estimate.isNegative)
        let cancelled = estimator.estimate(rssWatts: 1e-9, dssWatts: 1e-9)
        #expect(abs(cancelled.valueDbm - -160) < 1e-9)
        #expect(cancelled.standardDeviationDb == AbsoluteIssEstimator.deviationMaxDb)
    }

    /// What was measured over training cells (imnet.md A7): excess of R over D̂, then the mean of the
    /// true interference over D̂, dB.
    @Test(arguments: [
        (-4.0, -27.0), (-0.75, -24), (0.75, -20), (2.5, -13), (5, -2), (10, 8), (25, 30),
    ])
    func `the posterior has the shape of the measured table`(excess: Double, measured: Double) {
        let estimator = PosteriorIssEstimator(noise: noise)
        let desired = 1e-9
        let estimate = estimator.estimate(
            rssWatts: desired * pow(10, excess / 10), dssWatts: desired)
        let ratio = estimate.valueDbm - Decibels.dbm(fromWatts: desired)
        #expect(abs(ratio - measured) < 8, "E[I/D̂ | \(excess) dB] = \(ratio) dB")
        #expect(ratio.sign == measured.sign)
        #expect(estimate.isNegative == (excess < 0))
    }

    /// The posterior by simulation: draw D and I from the prior, keep what gives the measured R.
    @Test(arguments: [(-3.0, -40.0), (0, -40), (2, -40), (5, -40), (12, -40), (2, -15), (0, -5)])
    func `the table agrees with a simulation of its own model`(excess: Double, floor: Double) {
        var generator = SeededGenerator(seed: 11)
        var count = 0.0
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<2_000_000 {
            let u = floor + (20 - floor) * generator.uniform()
            let d = pow(10, 0.25 * generator.normal())
            let e = 10 * log10(d + pow(10, u / 10)) + 0.5 * generator.normal()
            guard abs(e - excess) < 0.25 else { continue }
            count += 1
            sum += u
            squares += u * u
        }
        let table = PosteriorIssTable(dssDeviationDb: 2.5, rssDeviationDb: 0.5)
        let (mean, deviation) = table.ratio(excessDb: excess, floorDb: floor)
        let simulated = sum / count
        #expect(abs(mean - simulated) < 0.4, "\(mean) against \(simulated)")
        #expect(abs(deviation - (squares / count - simulated * simulated).squareRoot()) < 0.4)
    }

    @Test func `far above the desired signal all is interference`() {
        let estimator = PosteriorIssEstimator(noise: noise)
        for excess in [25.0, 40, 58, 70, 120] {
            let desired = 1e-12
            let estimate = estimator.estimate(
                rssWatts: desired * pow(10, excess / 10), dssWatts: desired)
            #expect(abs(estimate.valueDbm - (-90 + excess)) < 0.1)
            #expect(estimate.standardDeviationDb < 0.7)
        }
    }

    @Test func `the mean grows with what is received`() {
        let estimator = PosteriorIssEstimator(noise: noise)
        var last = -1e9
        for step in -30...80 {
            let value = estimator.estimate(
                rssWatts: 1e-9 * pow(10, Double(step) / 10), dssWatts: 1e-9
            ).valueDbm
            #expect(value >= last - 0.05)
            last = value
        }
    }

    @Test func `without own stations what is received is interference`() {
        let posterior = PosteriorIssEstimator(noise: noise).estimate(rssWatts: 1e-11, dssWatts: 0)
        #expect(abs(posterior.valueDbm - -80) < 1e-9)
        #expect(!posterior.isNegative)
        let absolute = AbsoluteIssEstimator(noise: noise).estimate(rssWatts: 1e-11, dssWatts: 0)
        #expect(abs(absolute.valueDbm - -80) < 1e-9)
    }

    @Test func `no estimate lies below the noise`() {
        let noisy = IssNoise(dssDeviationDb: 4, rssDeviationDb: 1, noiseFloorDbm: -100)
        let posterior = PosteriorIssEstimator(noise: noisy)
        for desired in [-140.0, -100, -90, -60] {
            for received in stride(from: -110.0, to: -40, by: 2.5) {
                let estimate = posterior.estimate(
                    rssWatts: Decibels.watts(fromDbm: received),
                    dssWatts: Decibels.watts(fromDbm: desired))
                #expect(estimate.valueDbm >= -100 && estimate.valueDbm.isFinite)
                #expect(estimate.standardDeviationDb >= 1)
            }
        }
    }

    @Test func `the sharper the desired signal is known, the sharper the interference`() {
        let loose = PosteriorIssTable(dssDeviationDb: 5, rssDeviationDb: 0.5)
        let tight = PosteriorIssTable(dssDeviationDb: 1, rssDeviationDb: 0.5)
        let deviation = loose.ratio(excessDb: 4, floorDb: -40).deviationDb
        #expect(tight.ratio(excessDb: 4, floorDb: -40).deviationDb < deviation / 3)
    }

    @Test func `a table is kept for a small change only`() {
        let estimator = PosteriorIssEstimator(noise: noise)
        let near = estimator.adapted(to: IssNoise(dssDeviationDb: 2.6, rssDeviationDb: 0.5))
        let far = estimator.adapted(to: IssNoise(dssDeviationDb: 4, rssDeviationDb: 0.5))
        let value = { (e: PosteriorIssEstimator) in
            e.estimate(rssWatts: 2e-9, dssWatts: 1e-9).valueDbm
        }
        #expect(value(near) == value(estimator))
        #expect(value(far) != value(estimator))
    }

    /// The point of it (imnet.md A7, item 2): a smaller error on simulated interference.
    @Test func `the posterior is closer to the truth than the absolute difference`() {
        var generator = SeededGenerator(seed: 3)
        let posterior = PosteriorIssEstimator(noise: noise)
        let absolute = AbsoluteIssEstimator(noise: noise)
        var errors = (0.0, 0.0)
        var within = 0
        for _ in 0..<20_000 {
            let u = -30 + 40 * generator.uniform()
            let desired = 1e-9
            let received =
                (pow(10, 0.25 * generator.normal()) + pow(10, u / 10)) * desired
                * pow(10, 0.05 * generator.normal())
            let truth = u - 60
            let a = posterior.estimate(rssWatts: received, dssWatts: desired)
            let b = absolute.estimate(rssWatts: received, dssWatts: desired)
            errors.0 += (a.valueDbm - truth) * (a.valueDbm - truth) / 20_000
            errors.1 += (b.valueDbm - truth) * (b.valueDbm - truth) / 20_000
            within += abs(a.valueDbm - truth) < a.standardDeviationDb ? 1 : 0
        }
        #expect(errors.0.squareRoot() < errors.1.squareRoot() - 3)
        #expect(abs(Double(within) / 20_000 - 0.68) < 0.1)
    }

    @Test func `SINR is the difference in decibels and its variances add`() {
        let sinr = SinrEstimate(
            dssWatts: 1e-9, dssDeviationDb: 3, issDbm: -75, issDeviationDb: 4)
        #expect(abs(sinr.valueDb - 15) < 1e-9)
        #expect(sinr.standardDeviationDb == 5)
        let none = SinrEstimate(
            dssWatts: 0, dssDeviationDb: 3, issDbm: -75, issDeviationDb: 4)
        #expect(none.valueDb == -.infinity)
        let unknown = SinrEstimate(
            dssWatts: 1, dssDeviationDb: 3, issDbm: .nan, issDeviationDb: 4)
        #expect(unknown.valueDb.isNaN)
    }
}
