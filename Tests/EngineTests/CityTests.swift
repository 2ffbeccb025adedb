import Model
import Scenario
import Testing

@testable import Engine

/// The engine against simulated physics: buildings, shadowing, fading, calibration errors.
struct CityTests {
    @Test(arguments: UInt64(101)...105)
    func `a city without interferer raises no alert`(_ seed: UInt64) throws {
        var run = try CityRun(seed: seed, interferers: [])
        try run.run(to: 40)
        #expect(run.alerts.map(\.message) == [])
        #expect(run.engine.counters.latePoints == 0)
    }

    @Test func `an interferer is found within 75 m in at least 6 of 10 cities`() throws {
        // Seen: 14 of 20 within a minute. Of 10 cities of that kind fewer than 6 are an accident of
        // 5 %; seeds make it the same ones each time.
        var errors: [Double] = []
        for seed in [5, 6, 10, 11, 14, 15, 16, 17, 19, 20] as [UInt64] {
            var run = try CityRun(seed: seed, interferers: [InterfererPlan(onAtSeconds: 20)])
            try run.run(to: 40)
            errors.append(run.detectionErrorsMetres.min() ?? .infinity)
        }
        #expect(errors.count { $0 <= 75 } >= 6, "\(errors)")
    }

    @Test(arguments: UInt64(101)...102)
    func `the RSS map is near the truth where sensors have been`(_ seed: UInt64) throws {
        var run = try CityRun(seed: seed, interferers: [])
        try run.run(to: 40)
        let map = run.engine.maps[0]
        #expect(map.key.product == .rss)
        let truth = run.scenario.trueMap(product: .rss, band: map.key.band, at: 40)
        var squares = 0.0
        var inside = 0
        var count = 0
        run.engine.bands[0].evidence.forEachCell { index, cell in
            guard cell.weight > 0, map.values[index].isFinite else { return }
            let error = Double(map.values[index] - truth[index])
            squares += error * error
            if abs(error) <= 2 * Double(map.standardDeviationsDb[index]) { inside += 1 }
            count += 1
        }
        #expect(count > 500)
        let rmse = (squares / Double(count)).squareRoot()
        // Calibration errors of 1 dB, fading, and cells half in a shadow.
        #expect(rmse < 5, "\(rmse) dB")
        #expect(Double(inside) > 0.7 * Double(count), "\(inside) of \(count) within 2 deviations")
    }
}
