import Scenario
import Sensing
import Synchronization

/// Every method on the same frames, by scenario, cosets, noise and number of frames, on several cores.
public struct SpectrumExperiment: Sendable {
    /// What is run.
    public struct Plan: Sendable {
        /// Trials of each cell.
        public var trialCount: Int
        /// Their seed.
        public var seed: UInt64
        /// What is sent.
        public var scenarios: [WidebandScenario]
        /// What an occupied bin holds.
        public var symbols: WidebandConfiguration.Symbols
        /// Numbers of cosets.
        public var cosetCounts: [Int]
        /// Mean signal power over noise power in the whole band, dB.
        public var snrsDb: [Double]
        /// Numbers of frames, ascending.
        public var frameCounts: [Int]
        /// Iterations that a tracker may spend on one frame.
        public var budget: Int

        /// A plan; the whole experiment unless said otherwise.
        public init(
            trialCount: Int = 200, seed: UInt64 = 2_640,
            scenarios: [WidebandScenario] = [.few, .wide, .crowded, .leaky, .hopping],
            symbols: WidebandConfiguration.Symbols = .quaternary, cosetCounts: [Int] = [10, 16],
            snrsDb: [Double] = [-5, 0, 5, 10, 15, 20], frameCounts: [Int] = [1, 5, 20],
            budget: Int = 250
        ) {
            precondition(trialCount > 0 && budget > 0, "an experiment has trials and iterations")
            precondition(
                !frameCounts.isEmpty && (frameCounts.min() ?? 0) > 0, "a trial has frames")
            self.trialCount = trialCount
            self.seed = seed
            self.scenarios = scenarios
            self.symbols = symbols
            self.cosetCounts = cosetCounts
            self.snrsDb = snrsDb
            self.frameCounts = frameCounts.sorted()
            self.budget = budget
        }

        /// The cells, in the order that they are run in.
        public var settings: [SpectrumSetting] {
            scenarios.flatMap { scenario in
                cosetCounts.flatMap { cosetCount in
                    snrsDb.map { snrDb in
                        SpectrumSetting(
                            scenario: scenario, symbols: symbols, cosetCount: cosetCount,
                            snrDb: snrDb)
                    }
                }
            }
        }

        /// A scene of a cell; cells of one scenario share their scenes.
        public func scene(_ setting: SpectrumSetting, number: Int) -> WidebandScene {
            WidebandScene(
                configuration: setting.scenario.configuration(symbols: setting.symbols),
                seed: seed, number: number, frameCount: frameCounts.last ?? 1)
        }
    }

    /// What is run.
    public let plan: Plan
    private let contenders: [SpectrumContender]

    /// An experiment by its plan and who takes part.
    public init(plan: Plan, contenders: [SpectrumContender]) {
        self.plan = plan
        self.contenders = contenders
    }

    /// Runs it: cell by cell; a cell's rows come when its last trial is done.
    ///
    /// Swaps are left to ``SpectrumChange``.
    ///
    /// Neither rows nor their order depend on the number of workers.
    ///
    /// - Parameters:
    ///   - workerCount: Threads that share the trials.
    ///   - isStopped: Tells whether to end early.
    ///   - progress: Told how many trials of all cells are done.
    ///   - deliver: Takes the rows of a cell, by number of frames, contenders in their order.
    /// - Throws: the first error of a method; `CancellationError` where it was ended early.
    public func run(
        workerCount: Int, isStopped: @Sendable () -> Bool = { false },
        progress: @Sendable (Int) -> Void = { _ in },
        deliver: @Sendable ([SpectrumSummary]) -> Void
    ) throws {
        let settings = plan.settings.filter { !$0.scenario.isSwap }
        for (index, setting) in settings.enumerated() {
            let done = index * plan.trialCount
            let all = try SpectrumTrials.run(
                count: plan.trialCount, workerCount: workerCount, isStopped: isStopped,
                progress: { progress(done + $0) }, piece: { try scores(setting, number: $0) })
            deliver(summaries(setting, all))
        }
    }

    /// The scores of one trial [number of frames × contender].
    private func scores(_ setting: SpectrumSetting, number: Int) throws -> [SpectrumScore] {
        let scene = plan.scene(setting, number: number)
        let trial = try SpectrumTrial(
            scene: scene, setting: setting, frameCount: scene.frameCount)
        let answers = try contenders.map {
            try trial.answers(of: $0, frameCounts: plan.frameCounts, budget: plan.budget)
        }
        return plan.frameCounts.enumerated().flatMap { place, count in
            let truth = trial.truth(frameCount: count)
            let frame = trial.frames[count - 1]
            // Leakage is everywhere: of modulated carriers no bin is vacant, but those of vacant rows.
            let width = scene.configuration.columnCount
            let isBinVacant = truth.indices.map { bin in
                scene.configuration.isModulated
                    ? !frame.isRowTouched[bin / width] : frame.expectedPower[bin] == 0
            }
            return answers.map { answers in
                SpectrumScore(
                    of: answers[place].posterior, truth: truth, isRowTouched: frame.isRowTouched,
                    isBinVacant: isBinVacant, seconds: answers[place].seconds)
            }
        }
    }

    private func summaries(
        _ setting: SpectrumSetting, _ scores: [[SpectrumScore]]
    ) -> [SpectrumSummary] {
        plan.frameCounts.enumerated().flatMap { place, count in
            contenders.enumerated().map { index, contender in
                SpectrumSummary(
                    contender: contender, setting: setting, frameCount: count, seed: plan.seed,
                    scores: scores.map { $0[place * contenders.count + index] })
            }
        }
    }
}
