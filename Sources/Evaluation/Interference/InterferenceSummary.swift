import Glibc

/// What a method's scores over the maps of one setting and one sampling rate come to.
public struct InterferenceSummary: Hashable, Sendable {
    /// The method's name.
    public var method: String
    /// What the maps were like.
    public var setting: InterferenceSetting
    /// Share of the cells that were sampled.
    public var samplingRate: Double
    /// The maps' seed.
    public var seed: UInt64
    /// Maps.
    public var mapCount: Int
    /// RMSE of the interference, dB: the root of the mean over all cells of all maps.
    public var issRmseDb: TrialMean
    /// NMSE of the interference, dB: the mean over maps of ‖Î - I‖² / ‖I‖² in dBm.
    public var issNmseDb: Double
    /// RMSE of the SINR, dB.
    public var sinrRmseDb: TrialMean
    /// NMSE of the SINR, dB.
    public var sinrNmseDb: Double
    /// Equation (12), metres, over the maps where anything was estimated.
    public var localisationErrorMetres: TrialMean
    /// OSPA, metres.
    public var ospaMetres: TrialMean
    /// Share of the estimated emitters that are there.
    public var precision: Double
    /// Share of the emitters that were found.
    public var recall: Double
    /// Share of cells within one stated deviation; NaN where none is stated.
    public var withinDeviationShare: Double
    /// The same in each fifth of the cells of all maps, by the stated deviation, the least first;
    /// empty where none is stated.
    public var withinDeviationShares: [Double]
    /// Seconds a map.
    public var secondsPerMap: Double

    /// Sums up the scores of one method, setting and rate; not none.
    public init(
        method: String, setting: InterferenceSetting, samplingRate: Double, seed: UInt64,
        scores: [InterferenceScore]
    ) {
        precondition(!scores.isEmpty, "there are scores to sum up")
        self.method = method
        self.setting = setting
        self.samplingRate = samplingRate
        self.seed = seed
        mapCount = scores.count
        let count = Double(scores.count)
        issRmseDb = TrialMean(scores.map(\.issSquaredDb)).root
        sinrRmseDb = TrialMean(scores.map(\.sinrSquaredDb)).root
        issNmseDb = 10 * log10(scores.reduce(0) { $0 + $1.issRatio } / count)
        sinrNmseDb = 10 * log10(scores.reduce(0) { $0 + $1.sinrRatio } / count)
        localisationErrorMetres = TrialMean(scores.compactMap(\.localisationErrorMetres))
        ospaMetres = TrialMean(scores.map(\.ospaMetres))
        let found = Double(scores.reduce(0) { $0 + $1.foundCount })
        precision = found / Double(scores.reduce(0) { $0 + $1.estimatedCount })
        recall = found / Double(scores.reduce(0) { $0 + $1.trueCount })
        withinDeviationShare = TrialMean(scores.compactMap(\.withinDeviationShare)).value
        var coverage = DeviationCoverage()
        for score in scores { score.coverage.map { coverage.add($0) } }
        withinDeviationShares = coverage.shares()
        secondsPerMap = scores.reduce(0) { $0 + $1.seconds } / count
    }
}
