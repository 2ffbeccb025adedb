import Geometry
import Interference
import Scenario
import Synchronization

/// Every method on every map, setting and sampling rate, on several cores.
public struct InterferenceExperiment: Sendable {
    /// What is run.
    public struct Plan: Sendable {
        /// Maps of each setting.
        public var mapCount: Int
        /// Their seed; networks are trained on another.
        public var seed: UInt64
        /// Shares of the cells that are sampled.
        public var samplingRates: [Double]
        /// What the maps are like.
        public var settings: [InterferenceSetting]
        /// Real cities, for ``InterferenceSetting/realCity``.
        public var cities: [City]

        /// A plan; the whole experiment on drawn cities unless said otherwise.
        public init(
            mapCount: Int = 200, seed: UInt64 = 2_412,
            samplingRates: [Double] = [0.05, 0.1, 0.2, 0.3],
            settings: [InterferenceSetting] = [.uniform, .trajectory, .mismatched],
            cities: [City] = []
        ) {
            precondition(mapCount > 0, "an experiment has maps")
            precondition(
                samplingRates.allSatisfy { $0 > 0 && $0 <= 1 }, "a rate is a share of the cells")
            self.mapCount = mapCount
            self.seed = seed
            self.samplingRates = samplingRates
            self.settings = settings
            self.cities = cities
        }
    }

    /// What is run.
    public let plan: Plan
    private let contenders: [any InterferenceContender]

    /// An experiment by its plan and who takes part.
    public init(plan: Plan, contenders: [any InterferenceContender]) {
        self.plan = plan
        self.contenders = contenders
    }

    /// Runs it: setting by setting; each setting's rows come when its last map is done.
    ///
    /// Neither rows nor their order depend on the number of workers.
    ///
    /// - Parameters:
    ///   - workerCount: Threads that share the maps.
    ///   - isStopped: Tells whether to end early.
    ///   - progress: Told how many maps of all settings are done.
    ///   - deliver: Takes the rows of a setting, rate by rate, methods in their order.
    /// - Throws: the first error of a method; `CancellationError` where it was ended early.
    public func run(
        workerCount: Int, isStopped: @Sendable () -> Bool = { false },
        progress: @Sendable (Int) -> Void = { _ in },
        deliver: @Sendable ([InterferenceSummary]) -> Void
    ) throws {
        for (index, setting) in plan.settings.enumerated() {
            guard let configuration = setting.configuration(cities: plan.cities) else { continue }
            let collected = Collected<Result<[InterferenceScore], any Error>>()
            let isFailed = Mutex(false)
            OrderedWork.run(
                count: plan.mapCount, workerCount: workerCount,
                piece: { number -> Result<[InterferenceScore], any Error> in
                    // After a failure the rest is of no use to anybody.
                    if isFailed.withLock({ $0 }) { return .success([]) }
                    let result = Result {
                        if isStopped() { throw CancellationError() }
                        return try scores(setting, configuration, number: number)
                    }
                    if case .failure = result { isFailed.withLock { $0 = true } }
                    return result
                },
                deliver: { number, result in
                    collected.append(result)
                    progress(index * plan.mapCount + number + 1)
                })
            let all = try collected.values.map { try $0.get() }
            deliver(summaries(setting, all))
        }
    }

    /// The scores of one map [rate × contender].
    private func scores(
        _ setting: InterferenceSetting, _ configuration: InterferenceSceneConfiguration,
        number: Int
    ) throws -> [InterferenceScore] {
        let scene = InterferenceScene(
            seed: plan.seed, number: number, configuration: configuration)
        let round = try InterferenceRound(scene: scene, contenders: contenders)
        return try plan.samplingRates.flatMap { rate in
            let evidence = round.evidence(setting.pattern(scene: number), share: rate)
            return try contenders.indices.map { index in
                let (estimate, seconds) = try round.estimate(index, evidence)
                return InterferenceScore(
                    of: estimate, evidence: evidence, scene: scene, seconds: seconds)
            }
        }
    }

    private func summaries(
        _ setting: InterferenceSetting, _ scores: [[InterferenceScore]]
    ) -> [InterferenceSummary] {
        plan.samplingRates.enumerated().flatMap { rateIndex, rate in
            contenders.enumerated().map { index, contender in
                InterferenceSummary(
                    method: contender.name, setting: setting, samplingRate: rate,
                    seed: plan.seed,
                    scores: scores.map { $0[rateIndex * contenders.count + index] })
            }
        }
    }
}
