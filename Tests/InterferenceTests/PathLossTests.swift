import Glibc
import Model
import Numerics
import Testing

@testable import Interference

struct PathLossTests {
    private func samples(
        _ model: PathLossModel, count: Int, contaminated: Double = 0, seed: UInt64
    ) -> PathLossSamples {
        var generator = SeededGenerator(seed: seed)
        var samples = PathLossSamples()
        for _ in 0..<count {
            let distance = 20 * pow(25, generator.uniform())
            var loss =
                model.lossDb(distanceMetres: distance)
                + model.standardDeviationDb * generator.normal()
            // Interference adds power: the loss seems smaller by 10 to 30 dB.
            if generator.uniform() < contaminated { loss -= 10 + 20 * generator.uniform() }
            samples.append(distanceMetres: distance, lossDb: loss)
        }
        return samples
    }

    @Test func `gain is free space's at exponent 2 and the right intercept`() {
        // 20 log10(4 pi f / c) at 2.44 GHz is 40.2 dB at one metre.
        let frequency = 2.44e9
        let intercept = 20 * log10(4 * Double.pi * frequency / 299_792_458)
        let model = PathLossModel(
            interceptDb: intercept, exponent: 2, standardDeviationDb: 0)
        for distance in [1.0, 10, 250, 3_000] {
            let friis = pow(299_792_458 / (4 * Double.pi * frequency * distance), 2)
            #expect(abs(model.gainDb(distanceMetres: distance) - 10 * log10(friis)) < 1e-9)
        }
        #expect(model.gainDb(distanceMetres: 0) == model.gainDb(distanceMetres: 1))
    }

    /// Ordinary least squares with the pseudo-observations, written as a stacked system.
    @Test func `with wide thresholds it is least squares with two pseudo-observations`() {
        let truth = PathLossModel(interceptDb: 32, exponent: 2.9, standardDeviationDb: 4)
        let samples = samples(truth, count: 40, seed: 1)
        var fit = LogDistancePathLossFit(
            loss: HuberLoss(strongThreshold: 1e6, weakThreshold: 1e6))
        _ = fit.fit(samples, budget: 100)
        let scale = fit.model.standardDeviationDb
        // Rows [1, 10 log10 d], then the prior's, scaled to the samples' deviation.
        var rows = samples.logDistances.map { [1, 10 * $0] }
        var right = samples.lossesDb
        rows.append([scale / 10, 0])
        right.append(28 * scale / 10)
        rows.append([0, scale / 0.5])
        right.append(2.5 * scale / 0.5)
        var a = 0.0
        var b = 0.0
        var c = 0.0
        var p = 0.0
        var q = 0.0
        for (row, value) in zip(rows, right) {
            a += row[0] * row[0]
            b += row[0] * row[1]
            c += row[1] * row[1]
            p += row[0] * value
            q += row[1] * value
        }
        let determinant = a * c - b * b
        #expect(abs(fit.model.interceptDb - (p * c - q * b) / determinant) < 1e-3)
        #expect(abs(fit.model.exponent - (a * q - b * p) / determinant) < 1e-4)
    }

    private static let estimators: [any PathLossEstimator] = [
        LogDistancePathLossFit(loss: .symmetric), LogDistancePathLossFit(), MixturePathLossFit(),
    ]

    /// Mean error of the gain over three distances and ten draws, dB, and the scatter found.
    private func errors(
        of estimator: any PathLossEstimator, contaminated: Double, truth: PathLossModel
    ) -> (biasDb: Double, worstDb: Double, scatterDb: Double, iterations: Int) {
        var (bias, worst, scatter, iterations) = (0.0, 0.0, 0.0, 0)
        for seed in 1...10 {
            var fit = estimator
            let samples = samples(
                truth, count: 300, contaminated: contaminated, seed: UInt64(seed))
            iterations = max(iterations, fit.fit(samples, budget: 60))
            for distance in [30.0, 100, 400] {
                let error =
                    fit.model.gainDb(distanceMetres: distance)
                    - truth.gainDb(distanceMetres: distance)
                worst = max(worst, abs(error))
                bias += error / 30
            }
            scatter += fit.model.standardDeviationDb / 10
        }
        return (bias, worst, scatter, iterations)
    }

    @Test(arguments: [0, 1, 2], [2.5, 4, 6])
    func `clean samples give the model back`(method: Int, scatterDb: Double) {
        let truth = PathLossModel(
            interceptDb: 34, exponent: 2.8, standardDeviationDb: scatterDb)
        let found = errors(of: Self.estimators[method], contaminated: 0, truth: truth)
        #expect(found.worstDb < 0.45 * scatterDb)
        #expect(abs(found.biasDb) < 0.3, "mean error \(found.biasDb) dB")
        #expect(abs(found.scatterDb / scatterDb - 1) < 0.12)
        #expect(found.iterations < 60)
    }

    @Test(arguments: [2.5, 4])
    func `a fifth of samples raised by interference moves the desired signal by less than 1,5 dB`(
        scatterDb: Double
    ) {
        let truth = PathLossModel(
            interceptDb: 34, exponent: 2.8, standardDeviationDb: scatterDb)
        let found = Self.estimators.map { errors(of: $0, contaminated: 0.2, truth: truth) }
        print("raised samples move the gain by, dB:", scatterDb, found)
        #expect(abs(found[1].biasDb) < 1.5)
        #expect(abs(found[1].biasDb) < found[0].biasDb)
        #expect(abs(found[2].biasDb) < 0.5)
        #expect(abs(found[2].scatterDb / scatterDb - 1) < 0.12)
    }

    @Test func `the mixture knows how many samples are raised, up to a third of them`() {
        let truth = PathLossModel(interceptDb: 34, exponent: 2.8, standardDeviationDb: 3)
        for share in [0.0, 0.1, 0.33] {
            var fit = MixturePathLossFit()
            _ = fit.fit(samples(truth, count: 600, contaminated: share, seed: 9), budget: 60)
            #expect(abs(fit.raisedShare - share) < 0.1)
            let error = fit.model.gainDb(distanceMetres: 100) - truth.gainDb(distanceMetres: 100)
            #expect(abs(error) < 0.8)
        }
    }

    @Test func `one distance alone leaves the exponent to the prior`() {
        var samples = PathLossSamples()
        for _ in 0..<50 { samples.append(distanceMetres: 100, lossDb: 90) }
        var fit = LogDistancePathLossFit()
        _ = fit.fit(samples, budget: 50)
        #expect(abs(fit.model.lossDb(distanceMetres: 100) - 90) < 1)
        #expect((1.5...3.6).contains(fit.model.exponent))
    }

    @Test func `the exponent is kept within its limits without losing the level`() {
        let truth = PathLossModel(interceptDb: 5, exponent: 8, standardDeviationDb: 1)
        var fit = LogDistancePathLossFit(
            prior: PathLossPrior(interceptDeviationDb: 100, exponentDeviation: 10))
        let samples = samples(truth, count: 300, seed: 2)
        _ = fit.fit(samples, budget: 50)
        #expect(fit.model.exponent == 6)
        let mean = samples.lossesDb.reduce(0, +) / 300
        let logDistance = samples.logDistances.reduce(0, +) / 300
        #expect(abs(fit.model.interceptDb + 60 * logDistance - mean) < 4)
    }

    @Test func `nothing, what is not a number, and a budget of nothing leave the prior`() {
        var fit = LogDistancePathLossFit()
        let none = fit.fit(PathLossSamples(), budget: 10)
        #expect(none == 0)
        let broken = PathLossSamples(
            distancesMetres: [.nan, 10, 10], lossesDb: [80, .infinity, 80], weights: [1, 1, 0])
        #expect(broken.count == 0)
        var one = PathLossSamples()
        one.append(distanceMetres: 10, lossDb: 60)
        let unused = fit.fit(one, budget: 0)
        #expect(unused == 0)
        #expect(fit.model == PathLossPrior().model)
    }

    @Test(arguments: [1, 2])
    func `a warm fit needs fewer iterations, and goes on after a restart`(method: Int) throws {
        let truth = PathLossModel(interceptDb: 34, exponent: 2.8, standardDeviationDb: 4)
        let samples = samples(truth, count: 300, contaminated: 0.2, seed: 3)
        var fit = Self.estimators[method]
        let cold = fit.fit(samples, budget: 100)
        var writer = ByteWriter()
        fit.encode(into: &writer)
        var restored = Self.estimators[method]
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        #expect(restored.model == fit.model)
        let warm = fit.fit(samples, budget: 100)
        let again = restored.fit(samples, budget: 100)
        #expect(warm < cold)
        #expect(warm == again)
        #expect(restored.model == fit.model)
        for count in 0..<writer.bytes.count {
            var short = ByteReader(Array(writer.bytes.prefix(count)))
            #expect(throws: ByteReaderError.self) { try restored.restore(from: &short) }
        }
    }

    @Test func `the asymmetric loss knows its own bias`() {
        var generator = SeededGenerator(seed: 1)
        let loss = HuberLoss.oneSided
        let values = (0..<100_000).map { _ in generator.normal() }
        var centre = 0.0
        for _ in 0..<60 {
            var sum = 0.0
            var mass = 0.0
            for value in values {
                let weight = loss.weight(residual: value - centre, scale: 1)
                sum += weight * value
                mass += weight
            }
            centre = sum / mass
        }
        #expect(abs(centre - loss.bias) < 0.01)
        #expect(loss.bias > 0)
        #expect(HuberLoss.symmetric.bias == 0)
    }
}
