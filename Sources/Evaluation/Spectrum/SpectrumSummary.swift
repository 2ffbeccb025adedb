import Glibc

/// What one contender's scores over the trials of one cell come to.
public struct SpectrumSummary: Hashable, Sendable {
    /// A mean over trials and its standard error, both in decibels of a power ratio.
    public struct Ratio: Hashable, Sendable {
        /// 10 log10 of the mean.
        public var db: Double
        /// Its standard error, by the first term of the logarithm's series.
        public var standardErrorDb: Double

        init(_ ratios: [Double]) {
            let mean = TrialMean(ratios)
            db = 10 * log10(mean.value)
            standardErrorDb = 10 / log(10) * mean.standardError / mean.value
        }
    }

    /// Who answered.
    public var contender: SpectrumContender
    /// The cell.
    public var setting: SpectrumSetting
    /// Frames that it had seen.
    public var frameCount: Int
    /// Trials.
    public var trialCount: Int
    /// Their seed.
    public var seed: UInt64
    /// Mean over trials of Σ (p̂ − p)² / Σ p² on the bins.
    public var binError: Ratio
    /// The same on the rows' sums.
    public var rowError: Ratio
    /// Mean over bins and trials of (p̂ − p)²; the mean signal power is 1.
    public var meanSquare: Double
    /// The same of the answer nought.
    public var noughtMeanSquare: Double
    /// Thresholds pooled over all trials.
    public var curve: OperatingCurve
    /// The threshold that lets 5 % of the vacant rows through.
    public var atFivePercent: OperatingCurve.Point
    /// Standard error of its detection share, trials being independent.
    public var detectionStandardError: Double
    /// Shares of the touched and of the vacant rows that its own thresholds let through; NaN without.
    public var ownDetection: TrialMean
    /// See ``ownDetection``.
    public var ownFalseAlarm: TrialMean
    /// Share of the vacant bins that its own thresholds let through; NaN without.
    public var ownBinFalseAlarm: TrialMean
    /// Share of the occupied bins within one stated deviation; NaN without.
    public var withinDeviation: TrialMean
    /// Iterations of the answer.
    public var iterations: Double
    /// Seconds of the answer.
    public var seconds: Double

    /// Sums up the scores of one contender, cell and number of frames; not none.
    public init(
        contender: SpectrumContender, setting: SpectrumSetting, frameCount: Int, seed: UInt64,
        scores: [SpectrumScore]
    ) {
        precondition(!scores.isEmpty, "there are scores to sum up")
        self.contender = contender
        self.setting = setting
        self.frameCount = frameCount
        self.seed = seed
        trialCount = scores.count
        let count = Double(scores.count)
        binError = Ratio(scores.map(\.binRatio))
        rowError = Ratio(scores.map(\.rowRatio))
        meanSquare = scores.reduce(0) { $0 + $1.meanSquare } / count
        noughtMeanSquare = scores.reduce(0) { $0 + $1.noughtMeanSquare } / count
        curve = OperatingCurve(
            touched: scores.flatMap(\.touchedRows), vacant: scores.flatMap(\.vacantRows))
        let point = curve.point(falseAlarmShareMax: 0.05)
        atFivePercent = point
        detectionStandardError =
            TrialMean(
                scores.map { score in
                    Double(score.touchedRows.count { $0 >= point.threshold })
                        / Double(max(score.touchedRows.count, 1))
                }
            ).standardError
        ownDetection = TrialMean(
            scores.compactMap { score in
                score.ownTouchedCount.map { Double($0) / Double(max(score.touchedRows.count, 1)) }
            })
        ownFalseAlarm = TrialMean(
            scores.compactMap { score in
                score.ownVacantCount.map { Double($0) / Double(max(score.vacantRows.count, 1)) }
            })
        ownBinFalseAlarm = TrialMean(scores.compactMap(\.ownBinShare))
        withinDeviation = TrialMean(scores.compactMap(\.withinDeviationShare))
        iterations = scores.reduce(0) { $0 + Double($1.iterations) } / count
        seconds = scores.reduce(0) { $0 + $1.seconds } / count
    }
}
