import Numerics
import Scenario
import Sensing
import Synchronization
import Testing

@testable import Evaluation

/// `evaluate spectrum`: scores, thresholds, and the methods on the same frames.
struct SpectrumExperimentTests {
    private func rows(
        _ plan: SpectrumExperiment.Plan, _ names: [String], workerCount: Int = 2
    ) throws -> [SpectrumSummary] {
        let collected = Mutex<[SpectrumSummary]>([])
        try SpectrumExperiment(
            plan: plan, contenders: names.flatMap(SpectrumContender.named)
        ).run(workerCount: workerCount, deliver: { rows in collected.withLock { $0 += rows } })
        return collected.withLock { $0 }
    }

    private func plan(
        _ scenarios: [WidebandScenario], trials: Int = 6, frames: [Int] = [1, 20],
        snrsDb: [Double] = [10]
    ) -> SpectrumExperiment.Plan {
        SpectrumExperiment.Plan(
            trialCount: trials, seed: 3, scenarios: scenarios, cosetCounts: [10],
            snrsDb: snrsDb, frameCounts: frames)
    }

    @Test func `errors are those of the definitions`() {
        var truth = [Float](repeating: 0, count: 8)
        truth[4] = 3
        truth[5] = 4
        var guess = truth
        guess[5] = 6
        guess[0] = 1
        let posterior = SpectrumPosterior(
            binPower: guess, binPowerDeviation: [Float](repeating: 1, count: 8), rowCount: 4,
            rowThresholds: [0.5, 0.5, 20, 0.5],
            binThresholds: [Float](repeating: 0.5, count: 8), iterations: 7)
        let score = SpectrumScore(
            of: posterior, truth: truth, isRowTouched: [false, false, true, false],
            isBinVacant: truth.map { $0 == 0 }, seconds: 2)
        #expect(abs(score.binRatio - 5.0 / 25) < 1e-12)
        #expect(abs(score.meanSquare - 5.0 / 8) < 1e-12)
        #expect(abs(score.noughtMeanSquare - 25.0 / 8) < 1e-12)
        // Rows: 1 instead of 0, 9 instead of 7.
        #expect(abs(score.rowRatio - 5.0 / 49) < 1e-12)
        #expect(score.touchedRows == [9] && score.vacantRows == [1, 0, 0])
        #expect(score.ownTouchedCount == 0 && score.ownVacantCount == 1)
        #expect(abs((score.ownBinShare ?? 0) - 1.0 / 6) < 1e-12)
        #expect(score.withinDeviationShare == 0.5)
        #expect(score.iterations == 7 && score.seconds == 2)
    }

    @Test func `the answer nought errs by all there is`() throws {
        let rows = try rows(plan([.few, .leaky], trials: 3), ["all-zero"])
        #expect(rows.count == 4)
        for row in rows {
            #expect(row.binError.db == 0 && row.rowError.db == 0)
            #expect(row.meanSquare == row.noughtMeanSquare)
            #expect(row.atFivePercent.detectionShare == 0)
            #expect(row.curve.area == 0.5)
            #expect(row.ownFalseAlarm.value.isNaN)
        }
    }

    @Test func `a threshold passes equal values together`() {
        let curve = OperatingCurve(touched: [5, 4, 0, 0], vacant: [4.5, 0, 0, 0, 0])
        #expect(curve.point(falseAlarmShareMax: 0.05).detectionShare == 0.25)
        #expect(curve.point(falseAlarmShareMax: 0.2).detectionShare == 0.5)
        // So low that the next lower one would let a vacant row through.
        #expect(curve.point(falseAlarmShareMax: 0.05).threshold == 5)
        #expect(curve.point(falseAlarmShareMax: 0.2).threshold == 4)
        #expect(
            curve.points.last == .init(threshold: 0, falseAlarmShare: 1, detectionShare: 1))
        // Pairs: 5 beats all five, 4 beats four, each nought ties with four.
        #expect(abs(curve.area - (5 + 4 + 2 + 2) / 20.0) < 1e-12)
    }

    @Test func `a summary's errors are means over trials with their standard errors`() {
        func score(_ ratio: Double, _ touched: [Float]) -> SpectrumScore {
            let truth: [Float] = [1, 0, 0, 0]
            var made = SpectrumScore(
                of: SpectrumPosterior(binPower: truth, rowCount: 2), truth: truth,
                isRowTouched: [true, false], isBinVacant: [false, true, true, true], seconds: 1)
            made.binRatio = ratio
            made.touchedRows = touched
            return made
        }
        let summary = SpectrumSummary(
            contender: .nought, setting: SpectrumSetting(scenario: .few), frameCount: 1, seed: 4,
            scores: [score(0.1, [1]), score(0.3, [2]), score(0.2, [0])])
        #expect(abs(summary.binError.db + 6.9897) < 1e-3)
        // Deviation 0.1 over √3, over a mean of 0.2, times 4.343.
        #expect(abs(summary.binError.standardErrorDb - 1.2537) < 1e-3)
        #expect(abs(summary.atFivePercent.detectionShare - 2.0 / 3) < 1e-12)
        #expect(abs(summary.detectionStandardError - 1.0 / 3) < 1e-12)
    }

    @Test func `rows do not depend on the number of workers`() throws {
        func stripped(_ rows: [SpectrumSummary]) -> [SpectrumSummary] {
            rows.map { row in
                var row = row
                row.seconds = 0
                // NaN is not equal to itself.
                row.ownDetection = .init([0])
                row.ownFalseAlarm = .init([0])
                row.ownBinFalseAlarm = .init([0])
                row.withinDeviation = .init([0])
                return row
            }
        }
        let plan = plan([.crowded, .hopping], trials: 3, frames: [5, 1])
        let one = try rows(plan, ["full-rate", "m-sbl", "covariance-nnls"], workerCount: 1)
        let three = try rows(plan, ["full-rate", "m-sbl", "covariance-nnls"], workerCount: 3)
        #expect(stripped(one) == stripped(three))
        #expect(one.map(\.frameCount) == [1, 1, 1, 5, 5, 5, 1, 1, 1, 5, 5, 5])
        #expect(one.map(\.contender.name).prefix(3) == ["full-rate", "m-sbl", "covariance-nnls"])
    }

    @Test func `more frames help, and all samples help more`() throws {
        let rows = try rows(plan([.few]), ["full-rate", "m-sbl", "covariance-nnls"])
        func error(_ name: String, _ frames: Int) throws -> Double {
            try #require(
                rows.first { $0.contender.name == name && $0.frameCount == frames }
            ).binError.db
        }
        #expect(try error("m-sbl", 20) < error("m-sbl", 1) - 3)
        #expect(try error("covariance-nnls", 20) < error("covariance-nnls", 1) - 6)
        #expect(try error("full-rate", 1) < error("m-sbl", 1) - 3)
        #expect(try error("full-rate", 20) < error("m-sbl", 20) - 3)
    }

    @Test func `oracles say what they are told, and those who are told nothing say nothing`() {
        #expect(SpectrumContender.named("m-sbl").first?.oracle == nil)
        #expect(SpectrumContender.named("m-sbl-noise").first?.oracle == .noise)
        #expect(SpectrumContender.named("somp-k").first?.oracle == .rows)
        #expect(SpectrumContender.fullRate.oracle == .samples)
        #expect(SpectrumContender.named("guess").isEmpty)
        for name in SpectrumContender.names {
            #expect(!SpectrumContender.named(name).isEmpty, "\(name)")
        }
        for name in SpectrumMethods.oracleNames {
            #expect(SpectrumContender.named(name).allSatisfy { $0.oracle != nil }, "\(name)")
        }
    }

    @Test func `a short window sees a change at once, a long one does not`() throws {
        let collected = Mutex<[SpectrumChangeSummary]>([])
        var plan = plan([.swapBusy], trials: 8)
        plan.cosetCounts = [16]
        try SpectrumChange.run(
            plan: plan,
            followers: [
                .init(name: "m-sbl", windowFrames: 1), .init(name: "m-sbl", windowFrames: 20),
            ], workerCount: 2, deliver: { rows in collected.withLock { $0 += rows } })
        let rows = collected.withLock { $0 }
        #expect(rows.map(\.framesAfter) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
        #expect(rows[2].filled.value > 0.9 && rows[2].silent.value < 0.1)
        #expect(rows[7].silent.value > 0.8)
        #expect(rows.allSatisfy { $0.vacant.value < 0.1 })
    }

    @Test func `an experiment ends early where it is told to`() throws {
        let experiment = SpectrumExperiment(plan: plan([.few]), contenders: [.fullRate])
        #expect(throws: CancellationError.self) {
            try experiment.run(workerCount: 2, isStopped: { true }, deliver: { _ in })
        }
    }

    @Test func `figures show spectra, operating curves, errors and changes`() throws {
        let plan = plan([.few], trials: 2, frames: [1], snrsDb: [0, 10])
        let rows = try rows(plan, ["all-zero", "full-rate", "m-sbl"])
        let groups = SpectrumFigures.groups(of: rows)
        #expect(groups.count == 1)
        #expect(SpectrumFigures.errors(of: groups[0])?.width == 980)
        #expect(SpectrumFigures.operatingCurves(of: groups[0]).map(\.snrDb) == [0, 10])
        // One noise is no curve.
        var single = groups[0]
        single.summaries = rows.filter { $0.setting.snrDb == 10 }
        #expect(SpectrumFigures.errors(of: single) == nil)
        let figure = try SpectrumFigures.spectra(
            plan.settings[1], plan: plan, frameCount: 1,
            contenders: ["full-rate", "m-sbl"].flatMap(SpectrumContender.named))
        #expect(figure.width == 1_100)
    }
}
