import Model
import Testing

@testable import Evaluation

/// Scenes of several emitters, the baseline on them, and its detector.
struct EmitterMapTests {
    @Test func `a scene follows from seed and number, and keeps its distances`() {
        for number in 0..<6 {
            let scene = EmitterScene(seed: 9, number: number)
            #expect(scene.truths == EmitterScene(seed: 9, number: number).truths)
            #expect((1...4).contains(scene.truths.count))
            for (index, truth) in scene.truths.enumerated() {
                #expect((32...480).contains(truth.eastMetres))
                #expect((32...480).contains(truth.northMetres))
                for other in scene.truths[..<index] {
                    #expect(truth.horizontalDistanceMetres(to: other) >= 60)
                }
            }
            let survey = scene.survey(isCityKnown: true)
            #expect(survey.samples.count == 819)
            #expect(Set(survey.samples.map(\.position)).count == 819)
            #expect(survey.samples == scene.survey(isCityKnown: false).samples)
            #expect(survey.lineOfSight != nil)
            #expect(scene.survey(isCityKnown: false).lineOfSight == nil)
        }
    }

    @Test func `the station's signal is fitted within a few decibels`() {
        // What samples far from all emitters show: D̂ explains them, in the mean over scenes.
        var ratios: [Double] = []
        for number in 0..<8 {
            let scene = EmitterScene(seed: 11, number: number)
            let survey = scene.survey(isCityKnown: true)
            for sample in survey.samples
            where scene.truths.allSatisfy({
                $0.horizontalDistanceMetres(to: sample.position) > 250
            }) {
                let desired = Decibels.dbm(
                    fromWatts: survey.station.power(at: sample.position).watts)
                if desired > -75 { ratios.append(sample.powerDbm - desired) }
            }
        }
        let median = LocalisationSummary.median(ratios)
        #expect(ratios.count > 200)
        // Emitters 250 m away still add some.
        #expect(median > -1 && median < 2.5)
    }

    @Test func `one row a finder and knowledge of the city, the same on any number of cores`() {
        let experiment = EmitterMapExperiment(sceneCount: 3, seed: 5)
        func rows(_ workers: Int) -> [EmitterMapRow] {
            let rows = Collected<[EmitterMapRow]>()
            experiment.run(workerCount: workers) { rows.append($1) }
            return rows.values.joined().map { row in
                var row = row
                row.seconds = 0
                return row
            }
        }
        let one = rows(1)
        #expect(one == rows(2))
        #expect(one.allSatisfy { (0...60).contains($0.ospaMetres) })
        #expect(one.allSatisfy { $0.foundCount <= min($0.trueCount, $0.estimatedCount) })
        let summaries = EmitterMapSummary.all(of: one)
        #expect(summaries.allSatisfy { $0.sceneCount == 3 })
        #expect(Set(summaries.map(\.isCityKnown)) == [true, false])
    }

    @Test func `a summary by hand`() throws {
        func row(_ truths: Int, _ estimates: Int, _ found: Int, _ ospa: Double) -> EmitterMapRow {
            EmitterMapRow(
                method: "m", isCityKnown: true, scene: 0, seed: 1, trueCount: truths,
                estimatedCount: estimates, foundCount: found, ospaMetres: ospa, sampleCount: 1,
                seconds: 0.25)
        }
        let summary = try #require(
            EmitterMapSummary(of: [row(2, 2, 1, 30), row(1, 3, 1, 40), row(1, 0, 0, 60)]))
        #expect(summary.precision == 0.4)
        #expect(summary.recall == 0.5)
        #expect(abs(summary.ospaMetres - 130.0 / 3) < 1e-12)
        // Deviations -13.33, -3.33, 16.67: variance 233.33, standard error √(233.33 / 3).
        #expect(abs(summary.ospaStandardError - 8.819) < 1e-3)
        #expect(abs(summary.countShare - 1.0 / 3) < 1e-12)
        #expect(summary.seconds == 0.75)
        #expect(EmitterMapSummary(of: []) == nil)
    }
}
