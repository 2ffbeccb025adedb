import Glibc

/// What a method's scores over the maps of one setting and one sampling rate come to.
public struct InterferenceSummary: Hashable, Sendable {
    /// A mean with its standard error; both NaN where there is nothing to average.
    public struct Mean: Hashable, Sendable {
        /// The mean.
        public var value: Double
        /// Its standard error.
        public var standardError: Double

        init(_ values: [Double]) {
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            value = mean
            standardError = (squares / max(count - 1, 1) / count).squareRoot()
        }

        /// The square root, by the first term of its series.
        fileprivate var root: Mean {
            var root = self
            root.value = value.squareRoot()
            root.standardError = value > 0 ? standardError / (2 * root.value) : 0
            return root
        }
    }

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
    public var issRmseDb: Mean
    /// NMSE of the interference, dB: the mean over maps of ‖Î - I‖² / ‖I‖² in dBm.
    public var issNmseDb: Double
    /// RMSE of the SINR, dB.
    public var sinrRmseDb: Mean
    /// NMSE of the SINR, dB.
    public var sinrNmseDb: Double
    /// Equation (12), metres, over the maps where anything was estimated.
    public var localisationErrorMetres: Mean
    /// OSPA, metres.
    public var ospaMetres: Mean
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
        issRmseDb = Mean(scores.map(\.issSquaredDb)).root
        sinrRmseDb = Mean(scores.map(\.sinrSquaredDb)).root
        issNmseDb = 10 * log10(scores.reduce(0) { $0 + $1.issRatio } / count)
        sinrNmseDb = 10 * log10(scores.reduce(0) { $0 + $1.sinrRatio } / count)
        localisationErrorMetres = Mean(scores.compactMap(\.localisationErrorMetres))
        ospaMetres = Mean(scores.map(\.ospaMetres))
        let found = Double(scores.reduce(0) { $0 + $1.foundCount })
        precision = found / Double(scores.reduce(0) { $0 + $1.estimatedCount })
        recall = found / Double(scores.reduce(0) { $0 + $1.trueCount })
        withinDeviationShare = Mean(scores.compactMap(\.withinDeviationShare)).value
        var coverage = DeviationCoverage()
        for score in scores { score.coverage.map { coverage.add($0) } }
        withinDeviationShares = coverage.shares()
        secondsPerMap = scores.reduce(0) { $0 + $1.seconds } / count
    }
}
