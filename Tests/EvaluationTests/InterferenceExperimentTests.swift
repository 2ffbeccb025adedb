import Interference
import Model
import Scenario
import Synchronization
import Testing

@testable import Evaluation

/// `evaluate interference`: scores, summaries, and the methods on the same maps.
struct InterferenceExperimentTests {
    private static let scene = InterferenceScene(seed: 3, number: 1)

    private func plan(
        maps: Int, rates: [Double] = [0.2], settings: [InterferenceSetting] = [.uniform]
    ) -> InterferenceExperiment.Plan {
        InterferenceExperiment.Plan(
            mapCount: maps, seed: 9, samplingRates: rates, settings: settings)
    }

    private func rows(
        _ plan: InterferenceExperiment.Plan, _ names: [String], workerCount: Int = 2
    ) throws -> [InterferenceSummary] {
        let methods = try InterferenceMethods(names: names, weights: [])
        let collected = Mutex<[InterferenceSummary]>([])
        try InterferenceExperiment(plan: plan, contenders: methods.contenders).run(
            workerCount: workerCount, deliver: { rows in collected.withLock { $0 += rows } })
        return collected.withLock { $0 }
    }

    @Test func `errors are those of the definitions`() {
        let scene = Self.scene
        let evidence = scene.blankEvidence()
        let shifted = InterferenceEstimate(
            issDbm: scene.interferenceDbm.map { $0 + 3 },
            deviationsDb: scene.interferenceDbm.indices.map { $0 % 4 == 0 ? 2 : 4 },
            emitters: scene.emitters.map { emitter in
                var place = emitter.position
                place.eastMetres += 5
                return InterferenceEstimate.Emitter(position: place, confidence: 1)
            }, desiredDbm: scene.desiredDbm)
        let score = InterferenceScore(of: shifted, evidence: evidence, scene: scene, seconds: 2)
        #expect(abs(score.issSquaredDb - 9) < 1e-3)
        #expect(abs(score.sinrSquaredDb - 9) < 1e-3)
        let power = scene.interferenceDbm.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(score.issRatio - 9 * 16_384 / power) < 1e-6)
        #expect(score.ospaMetres > 4.99 && score.ospaMetres < 5.01)
        #expect(abs((score.localisationErrorMetres ?? 0) - 5) < 0.01)
        #expect(score.foundCount == scene.emitters.count)
        // A stated deviation of 2 dB is too small for an error of 3 dB.
        #expect(score.withinDeviationShare == 0.75)
    }

    @Test func `an estimate without emitters misses them all`() {
        let scene = Self.scene
        let score = InterferenceScore(
            of: InterferenceEstimate(issDbm: scene.interferenceDbm),
            evidence: scene.blankEvidence(), scene: scene, seconds: 0)
        #expect(score.issSquaredDb == 0)
        #expect(score.ospaMetres == 60)
        #expect(score.localisationErrorMetres == nil)
        #expect(score.withinDeviationShare == nil)
        // What is left of the SINR's error is that of the desired signal.
        #expect((1.5...4).contains(score.sinrSquaredDb.squareRoot()))
    }

    @Test func `a summary holds means, roots and their standard errors`() {
        var score = InterferenceScore(
            of: InterferenceEstimate(issDbm: Self.scene.interferenceDbm),
            evidence: Self.scene.blankEvidence(), scene: Self.scene, seconds: 1)
        var scores: [InterferenceScore] = []
        for square in [4.0, 16, 40] {
            score.issSquaredDb = square
            score.issRatio = square / 1_000
            score.estimatedCount = 2
            score.trueCount = 3
            score.foundCount = 1
            scores.append(score)
        }
        let summary = InterferenceSummary(
            method: "m", setting: .uniform, samplingRate: 0.1, seed: 4, scores: scores)
        #expect(abs(summary.issRmseDb.value - 20.0.squareRoot()) < 1e-12)
        // Deviation of the squares: √(336), over √3, over twice the root.
        #expect(abs(summary.issRmseDb.standardError - 18.330 / 1.7321 / 8.9443) < 1e-3)
        #expect(abs(summary.issNmseDb + 16.9897) < 1e-3)
        #expect(summary.precision == 0.5)
        #expect(abs(summary.recall - 1.0 / 3) < 1e-12)
        #expect(summary.mapCount == 3)
        #expect(summary.localisationErrorMetres.value.isNaN)
        #expect(summary.secondsPerMap == 1)
    }

    @Test func `rows do not depend on the number of workers`() throws {
        func stripped(_ rows: [InterferenceSummary]) -> [InterferenceSummary] {
            rows.map { row in
                var row = row
                row.secondsPerMap = 0
                // NaN is not equal to itself.
                row.withinDeviationShare = 0
                return row
            }
        }
        let plan = plan(maps: 3, rates: [0.05, 0.1], settings: [.trajectory, .mismatched])
        let one = try rows(plan, ["knn", "perfect-iss"], workerCount: 1)
        let three = try rows(plan, ["knn", "perfect-iss"], workerCount: 3)
        #expect(stripped(one) == stripped(three))
        #expect(one.map(\.method).prefix(2) == ["knn", "perfect-iss"])
        #expect(one.map(\.samplingRate) == [0.05, 0.05, 0.1, 0.1, 0.05, 0.05, 0.1, 0.1])
        #expect(one.map(\.setting).suffix(4).allSatisfy { $0 == .mismatched })
    }

    @Test func `the posterior mean's samples beat the magnitude's, the bounds beat both`() throws {
        let rows = try rows(
            plan(maps: 6), ["kriging", "posterior-kriging", "perfect-iss", "perfect-calibrated"])
        let error = Dictionary(
            uniqueKeysWithValues: rows.map { ($0.method, $0.issRmseDb.value) })
        let kriging = try #require(error["kriging"])
        let posterior = try #require(error["posterior-kriging"])
        // The recovered setting: a plateau of some 16 dB, 11 dB with the posterior mean.
        #expect((10...20).contains(kriging))
        #expect(posterior < kriging - 2)
        #expect(error["perfect-iss"] == 0)
        #expect((8...18).contains(try #require(error["perfect-calibrated"])))
        let floor = try #require(rows.first { $0.method == "perfect-iss" })
        #expect((2...3.5).contains(floor.sinrRmseDb.value))
    }

    @Test func `methods whose weights are not there are named, not left out in silence`() throws {
        let methods = try InterferenceMethods(weights: ["/no/such/folder"])
        #expect(methods.absent.map(\.name).contains("imnet"))
        #expect(methods.absent.map(\.name).contains("residual"))
        #expect(methods.absent.allSatisfy { $0.why.contains("/no/such/folder/") })
        let names = methods.contenders.map(\.name) + methods.absent.map(\.name)
        #expect(Set(names) == Set(InterferenceMethods.entries.map(\.name)))
        let contenders = methods.contenders.map(\.name)
        #expect(contenders.contains("synthesis") && contenders.contains("perfect-iss"))
    }

    @Test func `an experiment ends early where it is told to`() throws {
        let methods = try InterferenceMethods(names: ["knn"], weights: [])
        let experiment = InterferenceExperiment(
            plan: plan(maps: 4), contenders: methods.contenders)
        #expect(throws: CancellationError.self) {
            try experiment.run(workerCount: 2, isStopped: { true }, deliver: { _ in })
        }
    }

    @Test func `settings differ in what they should`() {
        #expect(InterferenceSetting.realCity.configuration(cities: []) == nil)
        #expect(InterferenceSetting.uniform.pattern(scene: 4) == .uniform)
        let patterns = Set((0..<3).map { InterferenceSetting.trajectory.pattern(scene: $0) })
        #expect(patterns == Set(SamplingPattern.trajectories))
        let wrong = InterferenceSetting.mismatched.configuration(cities: [])
        #expect(wrong?.cityError == .usual && wrong?.emitterLaw == .usual)
    }

    @Test func `figures show maps, places and curves`() throws {
        let methods = try InterferenceMethods(names: ["knn", "perfect-iss"], weights: [])
        let plan = plan(maps: 1, rates: [0.05, 0.2])
        let maps = try #require(
            try InterferenceFigures.maps(
                .uniform, plan: plan, number: 0, samplingRate: 0.2,
                contenders: methods.contenders))
        // Five panels of interference in two rows, three of SINR in one.
        #expect(maps.interference.height > maps.sinr.height + 200)
        let colours = Set(
            (0..<maps.sinr.width).map { x -> [UInt8] in
                let (red, green, blue) = maps.sinr[x, 180]
                return [red, green, blue]
            })
        #expect(colours.count > 50)
        let rows = try rows(plan, ["knn", "perfect-iss"])
        for curve in InterferenceFigures.Curve.allCases {
            let figure = InterferenceFigures.curves(curve, of: rows, setting: .uniform)
            #expect(figure?.width == 980)
        }
        // One rate is no curve.
        #expect(
            InterferenceFigures.curves(
                .iss, of: rows.filter { $0.samplingRate == 0.2 }, setting: .uniform) == nil)
    }
}
