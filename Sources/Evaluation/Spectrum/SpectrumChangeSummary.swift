/// How much of a change a follower sees so many frames after it.
public struct SpectrumChangeSummary: Hashable, Sendable {
    /// Who follows the stream.
    public var follower: SpectrumChange.Follower
    /// The cell.
    public var setting: SpectrumSetting
    /// Frames since the change, that of the change itself included.
    public var framesAfter: Int
    /// Trials.
    public var trialCount: Int
    /// Their seed.
    public var seed: UInt64
    /// Share of the filled rows above −13 dB of the strongest row.
    public var filled: TrialMean
    /// Share of the silent rows above it.
    public var silent: TrialMean
    /// Share of the rows never touched above it.
    public var vacant: TrialMean
    /// Share of the filled rows above the threshold that 5 % of the rows never touched pass.
    public var filledAtFivePercent: Double
    /// Shares above the follower's own thresholds; NaN where it has none.
    public var ownFilled: TrialMean
    /// See ``ownFilled``.
    public var ownSilent: TrialMean
    /// Error on the rows.
    public var rowError: SpectrumSummary.Ratio
    /// Seconds an update.
    public var seconds: Double

    init(
        follower: SpectrumChange.Follower, setting: SpectrumSetting, place: Int, seed: UInt64,
        sights: [SpectrumChange.Sight]
    ) {
        self.follower = follower
        self.setting = setting
        framesAfter = place + 1
        trialCount = sights.count
        self.seed = seed
        let rows = Double(Self.rowCount)
        filled = .init(sights.map { Double($0.filled[place]) / rows })
        silent = .init(sights.map { Double($0.silent[place]) / rows })
        vacant = .init(sights.map { Double($0.vacant[place]) / Double(max($0.vacantCount, 1)) })
        filledAtFivePercent =
            OperatingCurve(
                touched: sights.flatMap { $0.filledPowers[place] },
                vacant: sights.flatMap { $0.vacantPowers[place] }
            ).point(falseAlarmShareMax: 0.05).detectionShare
        ownFilled = .init(
            sights.compactMap {
                $0.ownFilled.isEmpty ? nil : Double($0.ownFilled[place]) / rows
            })
        ownSilent = .init(
            sights.compactMap {
                $0.ownSilent.isEmpty ? nil : Double($0.ownSilent[place]) / rows
            })
        rowError = .init(sights.map { $0.rowRatios[place] })
        seconds = sights.reduce(0) { $0 + $1.seconds[place] } / Double(sights.count)
    }

    /// Rows that change, each way.
    private static let rowCount = 2
}

extension SpectrumChange {
    /// Runs the changes of a plan's swap scenarios: cell by cell, follower by follower.
    ///
    /// - Parameters:
    ///   - plan: Trials, seed, symbols, cosets and noise.
    ///   - followers: Who follows.
    ///   - workerCount: Threads that share the trials.
    ///   - isStopped: Tells whether to end early.
    ///   - progress: Told how many trials of all cells and followers are done.
    ///   - deliver: Takes the rows of one follower and cell, by frames since the change.
    /// - Throws: the first error of a tracker; `CancellationError` where it was ended early.
    public static func run(
        plan: SpectrumExperiment.Plan, followers: [Follower], workerCount: Int,
        isStopped: @Sendable () -> Bool = { false },
        progress: @Sendable (Int) -> Void = { _ in },
        deliver: @Sendable ([SpectrumChangeSummary]) -> Void
    ) throws {
        var done = 0
        for setting in plan.settings where setting.scenario.isSwap {
            for follower in followers {
                let before = done
                let sights = try SpectrumTrials.run(
                    count: plan.trialCount, workerCount: workerCount, isStopped: isStopped,
                    progress: { progress(before + $0) },
                    piece: { number in
                        try sight(
                            follower, setting: setting, seed: plan.seed, number: number,
                            budget: plan.budget)
                    })
                done += plan.trialCount
                deliver(
                    (0..<framesAfter).map { place in
                        SpectrumChangeSummary(
                            follower: follower, setting: setting, place: place, seed: plan.seed,
                            sights: sights)
                    })
            }
        }
    }
}
