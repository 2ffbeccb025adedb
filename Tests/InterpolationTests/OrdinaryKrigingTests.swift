import Model
import Numerics
import Testing

@testable import Interpolation

struct OrdinaryKrigingTests {
    private let truth = Variogram(nuggetDb2: 1, sillDb2: 25, rangeMetres: 40)

    private func targets(_ count: Int, side: Double, seed: UInt64) -> [LocalPosition] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            LocalPosition(
                eastMetres: side * generator.uniform(), northMetres: side * generator.uniform(),
                upMetres: 20 + 20 * generator.uniform())
        }
    }

    @Test(arguments: [1, 2, 3, 12, 24])
    func `with all observations it is the dense solution`(count: Int) {
        let simulated = SimulatedField(
            count: count, sideMetres: 150, variogram: truth, meanDb: -80, seed: UInt64(count))
        var field = simulated.observed(count, errorDb: 1.5, seed: 2)
        for i in 0..<2 {
            field.append(
                at: LocalPosition(
                    eastMetres: 10 * Double(i), northMetres: 70, upMetres: 50), valueDb: -75,
                varianceDb2: Double(i) * 30)
        }
        var kriging = OrdinaryKrigingInterpolator(
            configuration: .init(radiusMetres: 1e4, neighbourCount: count + 2))
        kriging.fit(field, variogram: truth)
        let targets = targets(40, side: 200, seed: 9)
        for (target, fast) in zip(targets, kriging.predict(at: targets)) {
            let reference = kriging.referencePrediction(at: target)
            #expect(abs(fast.valueDb - reference.valueDb) < 1e-5)
            #expect(abs(fast.standardDeviationDb - reference.standardDeviationDb) < 1e-5)
            #expect(fast.nearest == reference.nearest)
        }
    }

    @Test func `without nugget and error it passes through the observations`() {
        let smooth = Variogram(nuggetDb2: 0, sillDb2: 25, rangeMetres: 40)
        let simulated = SimulatedField(
            count: 200, sideMetres: 300, variogram: smooth, meanDb: -80, seed: 4)
        let field = simulated.observed(200, errorDb: 0, seed: 1)
        var kriging = OrdinaryKrigingInterpolator()
        kriging.fit(field, variogram: smooth)
        let places = (0..<200).map {
            LocalPosition(
                eastMetres: field.eastMetres[$0], northMetres: field.northMetres[$0], upMetres: 30)
        }
        for (i, prediction) in kriging.predict(at: places).enumerated() {
            #expect(abs(prediction.valueDb - field.valuesDb[i]) < 1e-3)
            #expect(prediction.standardDeviationDb < 0.01)
            #expect(prediction.nearest == i)
        }
    }

    @Test func `a constant added to the values is added to the predictions, and only to them`() {
        let simulated = SimulatedField(
            count: 150, sideMetres: 300, variogram: truth, meanDb: -80, seed: 5)
        let field = simulated.observed(150, errorDb: 1, seed: 1)
        let raised = ScatteredField(
            eastMetres: field.eastMetres, northMetres: field.northMetres,
            upMetres: field.upMetres, valuesDb: field.valuesDb.map { $0 + 50 },
            variancesDb2: field.variancesDb2)
        var one = OrdinaryKrigingInterpolator()
        one.fit(field, variogram: truth)
        var other = OrdinaryKrigingInterpolator()
        other.fit(raised, variogram: truth)
        let targets = targets(200, side: 300, seed: 6)
        for (a, b) in zip(one.predict(at: targets), other.predict(at: targets)) {
            #expect(abs(b.valueDb - a.valueDb - 50) < 1e-7)
            #expect(a.standardDeviationDb == b.standardDeviationDb)
        }
    }

    /// Held-out values of simulated fields with a fitted variogram: 68 % ± 6 within one deviation.
    @Test(arguments: [false, true])
    func `the standard deviation is calibrated`(isSharing: Bool) {
        var within = 0
        var total = 0
        var squares = 0.0
        for seed in 1...6 {
            let simulated = SimulatedField(
                count: 600, sideMetres: 400, variogram: truth, meanDb: -80, seed: UInt64(seed))
            let field = simulated.observed(300, errorDb: 2, seed: UInt64(seed))
            var kriging = OrdinaryKrigingInterpolator(
                configuration: .init(sharesNeighbourhoods: isSharing))
            _ = kriging.fit(field, budget: 30)
            let places = (300..<600).map {
                LocalPosition(
                    eastMetres: simulated.east[$0], northMetres: simulated.north[$0], upMetres: 30)
            }
            for (i, prediction) in kriging.predict(at: places).enumerated() {
                let score =
                    (simulated.truth[300 + i] - prediction.valueDb)
                    / prediction.standardDeviationDb
                within += abs(score) < 1 ? 1 : 0
                squares += score * score
                total += 1
            }
        }
        let share = Double(within) / Double(total)
        #expect(abs(share - 0.683) < 0.06, "share within one deviation: \(share)")
        #expect(abs(squares / Double(total) - 1) < 0.2)
    }

    @Test func `sharing neighbourhoods changes values far less than their deviation`() {
        let simulated = SimulatedField(
            count: 600, sideMetres: 512, variogram: truth, meanDb: -80, seed: 8)
        let field = simulated.observed(600, errorDb: 1, seed: 1)
        var shared = OrdinaryKrigingInterpolator()
        shared.fit(field, variogram: truth)
        var own = OrdinaryKrigingInterpolator(
            configuration: .init(sharesNeighbourhoods: false))
        own.fit(field, variogram: truth)
        let grid = squareGrid(64, cellMetres: 8)
        var difference = 0.0
        var variance = 0.0
        for (a, b) in zip(shared.predict(at: grid), own.predict(at: grid)) {
            difference += (a.valueDb - b.valueDb) * (a.valueDb - b.valueDb)
            variance += b.standardDeviationDb * b.standardDeviationDb
            #expect(abs(a.standardDeviationDb - b.standardDeviationDb) < 0.25)
        }
        #expect((difference / variance).squareRoot() < 0.06)
    }

    @Test func `a place's value does not depend on the other places asked for`() {
        let simulated = SimulatedField(
            count: 300, sideMetres: 512, variogram: truth, meanDb: -80, seed: 8)
        var kriging = OrdinaryKrigingInterpolator()
        _ = kriging.fit(simulated.observed(300, errorDb: 1, seed: 1), budget: 10)
        let targets = targets(400, side: 512, seed: 3).map { target in
            LocalPosition(
                eastMetres: target.eastMetres, northMetres: target.northMetres, upMetres: 30)
        }
        let together = kriging.predict(at: targets)
        let reversed = Array(kriging.predict(at: targets.reversed()).reversed())
        #expect(together == reversed)
        #expect(together == targets.flatMap { kriging.predict(at: [$0]) })
    }

    @Test func `the deviation grows with the distance from the observations`() {
        let simulated = SimulatedField(
            count: 100, sideMetres: 100, variogram: truth, meanDb: -80, seed: 8)
        var kriging = OrdinaryKrigingInterpolator()
        kriging.fit(simulated.observed(100, errorDb: 1, seed: 1), variogram: truth)
        let line = stride(from: 110.0, to: 400, by: 20).map {
            LocalPosition(eastMetres: $0, northMetres: 50, upMetres: 30)
        }
        let deviations = kriging.predict(at: line).map(\.standardDeviationDb)
        for (near, far) in zip(deviations, deviations.dropFirst()) { #expect(far > near - 1e-9) }
        #expect((deviations.last ?? 0) > 26.0.squareRoot())
    }
}
