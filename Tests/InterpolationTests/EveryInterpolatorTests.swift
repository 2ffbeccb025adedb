import Model
import Numerics
import Testing

@testable import Interpolation

/// What holds for every method alike.
struct EveryInterpolatorTests {
    private let truth = Variogram(nuggetDb2: 1, sillDb2: 25, rangeMetres: 40)

    private func simulated(_ count: Int) -> ScatteredField {
        SimulatedField(count: count, sideMetres: 512, variogram: truth, meanDb: -80, seed: 2)
            .observed(count, errorDb: 1, seed: 1)
    }

    private let here = LocalPosition(eastMetres: 10, northMetres: 10, upMetres: 10)

    @Test func `names are those of the experiments`() {
        #expect(
            InterpolatorChoice.allCases.map(\.rawValue) == [
                "nearest", "idw", "knn", "rbf", "kriging",
            ])
        for choice in InterpolatorChoice.allCases {
            #expect(type(of: choice.make()).name == choice.rawValue)
        }
    }

    @Test(arguments: InterpolatorChoice.allCases)
    func `nothing known is said where no observation is in reach`(choice: InterpolatorChoice) {
        var interpolator = choice.make(configuration: .init(radiusMetres: 100))
        #expect(interpolator.predict(at: [here]).map(\.nearest) == [-1])
        let none = interpolator.fit(ScatteredField(), budget: 5)
        #expect(none == 0)
        #expect(interpolator.predict(at: [here])[0].valueDb.isNaN)
        var field = ScatteredField()
        field.append(at: here, valueDb: -70, varianceDb2: 1)
        _ = interpolator.fit(field, budget: 5)
        let far = LocalPosition(eastMetres: 111, northMetres: 10, upMetres: 10)
        let nowhere = LocalPosition(eastMetres: .nan, northMetres: 10, upMetres: 10)
        for prediction in interpolator.predict(at: [far, nowhere]) {
            #expect(prediction.valueDb.isNaN)
            #expect(prediction.standardDeviationDb == .infinity)
            #expect(prediction.nearest == -1)
        }
    }

    @Test(arguments: InterpolatorChoice.allCases)
    func `one observation, two, and many at one place give finite values between them`(
        choice: InterpolatorChoice
    ) {
        for count in [1, 2, 3, 40] {
            var field = ScatteredField()
            for i in 0..<count {
                field.append(at: here, valueDb: i % 2 == 0 ? -70 : -72, varianceDb2: 0)
            }
            var interpolator = choice.make()
            _ = interpolator.fit(field, budget: 5)
            let beside = LocalPosition(eastMetres: 14, northMetres: 10, upMetres: 10)
            for prediction in interpolator.predict(at: [here, beside]) {
                #expect((-72.001 ... -69.999).contains(prediction.valueDb))
                #expect(prediction.standardDeviationDb.isFinite)
                #expect(prediction.nearest >= 0)
            }
        }
    }

    @Test(arguments: InterpolatorChoice.allCases)
    func `equal values give that value everywhere`(choice: InterpolatorChoice) {
        var field = ScatteredField()
        for place in squareGrid(9, cellMetres: 30) {
            field.append(at: place, valueDb: -66, varianceDb2: 1)
        }
        var interpolator = choice.make()
        _ = interpolator.fit(field, budget: 20)
        for prediction in interpolator.predict(at: squareGrid(30, cellMetres: 10)) {
            #expect(abs(prediction.valueDb + 66) < 1e-4)
        }
    }

    @Test(arguments: InterpolatorChoice.allCases)
    func `an observation that is not a number changes nothing`(choice: InterpolatorChoice) {
        let clean = simulated(100)
        var spoilt = clean
        spoilt.append(at: here, valueDb: .nan, varianceDb2: 1)
        spoilt.append(at: here, valueDb: -10, varianceDb2: .nan)
        spoilt.append(at: here, valueDb: -10, varianceDb2: .greatestFiniteMagnitude)
        var one = choice.make()
        var other = choice.make()
        _ = one.fit(clean, budget: 10)
        _ = other.fit(spoilt, budget: 10)
        let places = squareGrid(20, cellMetres: 25)
        #expect(one.predict(at: places) == other.predict(at: places))
    }

    @Test(arguments: InterpolatorChoice.allCases)
    func `the same input gives the same bits, also after a restart`(
        choice: InterpolatorChoice
    ) throws {
        var straight = choice.make()
        _ = straight.fit(simulated(200), budget: 3)
        var writer = ByteWriter()
        straight.encode(into: &writer)
        var restored = choice.make()
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        #expect(reader.isAtEnd)
        let used = straight.fit(simulated(260), budget: 2)
        let usedAgain = restored.fit(simulated(260), budget: 2)
        #expect(used == usedAgain)
        let places = squareGrid(32, cellMetres: 16)
        #expect(straight.predict(at: places) == restored.predict(at: places))
        var second = ByteWriter()
        var third = ByteWriter()
        straight.encode(into: &second)
        restored.encode(into: &third)
        #expect(second.bytes == third.bytes)
        for count in 0..<writer.bytes.count {
            var short = ByteReader(Array(writer.bytes.prefix(count)))
            #expect(throws: ByteReaderError.self) { try restored.restore(from: &short) }
        }
    }

    /// Root mean square errors on a held-out half, dB: kriging has the model, so it must be best.
    @Test func `kriging is the best of them on its own kind of field`() {
        var errors: [InterpolatorChoice: Double] = [:]
        for seed in 1...3 {
            let simulated = SimulatedField(
                count: 700, sideMetres: 500, variogram: truth, meanDb: -80, seed: UInt64(seed))
            let field = simulated.observed(400, errorDb: 2, seed: 3)
            let places = (400..<700).map {
                LocalPosition(
                    eastMetres: simulated.east[$0], northMetres: simulated.north[$0], upMetres: 30)
            }
            for choice in InterpolatorChoice.allCases {
                var interpolator = choice.make()
                _ = interpolator.fit(field, budget: 30)
                for (i, prediction) in interpolator.predict(at: places).enumerated() {
                    let error = prediction.valueDb - simulated.truth[400 + i]
                    errors[choice, default: 0] += error * error / 900
                }
            }
        }
        let kriging = errors[.kriging] ?? .infinity
        for choice in InterpolatorChoice.allCases where choice != .kriging {
            #expect(kriging < errors[choice] ?? 0, "\(choice.rawValue)")
        }
        #expect(kriging < (errors[.nearest] ?? 0) * 0.75)
        print(
            "held-out RMSE, dB:",
            errors.map { "\($0.key.rawValue) \($0.value.squareRoot())" }.sorted())
    }

    /// 2 000 observations into 128 x 128 cells; about 50 ms for kriging alone on a 2.5 GHz core.
    @Test(arguments: InterpolatorChoice.allCases)
    func `a map of 128 by 128 cells takes well under half a second`(choice: InterpolatorChoice) {
        var generator = SeededGenerator(seed: 5)
        var field = ScatteredField()
        for _ in 0..<2_000 {
            field.append(
                at: LocalPosition(
                    eastMetres: 512 * generator.uniform(), northMetres: 512 * generator.uniform(),
                    upMetres: 30), valueDb: -80 + 5 * generator.normal(), varianceDb2: 1)
        }
        var interpolator = choice.make()
        let places = squareGrid(128, cellMetres: 4)
        let clock = ContinuousClock()
        var fits: [Duration] = []
        var maps: [Duration] = []
        for _ in 0..<5 {
            fits.append(clock.measure { _ = interpolator.fit(field, budget: 10) })
            maps.append(clock.measure { _ = interpolator.predict(at: places) })
        }
        print(choice.rawValue, "fit", fits.min() ?? .zero, "map", maps.min() ?? .zero)
        #expect((maps.min() ?? .zero) < .milliseconds(500))
    }
}
