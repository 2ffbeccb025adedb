/// What one contender's answers about a recording among carriers come to.
public struct RecordingSummary: Hashable, Sendable {
    /// What its readings of some signals come to.
    public struct Readings: Hashable, Sendable {
        /// Share of the readings with both edges within one bin.
        public var edgesWithinBin: TrialMean
        /// Share of the readings with the power within 1 dB.
        public var powerWithinDb: TrialMean
        /// Root of the mean squared error of the power, dB.
        public var powerErrorDb: Double
        /// Mean of the error of the worse edge, bins.
        public var edgeErrorBins: Double

        init(_ readings: [RecordingExperiment.Reading]) {
            edgesWithinBin = .init(readings.map { $0.edgeErrorBins <= 1 ? 1 : 0 })
            powerWithinDb = .init(readings.map { abs($0.powerErrorDb) <= 1 ? 1 : 0 })
            let count = Double(readings.count)
            powerErrorDb =
                (readings.reduce(0) { $0 + $1.powerErrorDb * $1.powerErrorDb } / count)
                .squareRoot()
            edgeErrorBins = readings.reduce(0) { $0 + Double($1.edgeErrorBins) } / count
        }
    }

    /// Who answered.
    public var contender: SpectrumContender
    /// N.
    public var samplesPerCoset: Int
    /// P.
    public var cosetCount: Int
    /// Mean signal power over noise power, dB.
    public var snrDb: Double
    /// Frames.
    public var frameCount: Int
    /// Trials.
    public var trialCount: Int
    /// Their seed.
    public var seed: UInt64
    /// The recorded signal.
    public var recorded: Readings
    /// The simulated carriers.
    public var carriers: Readings
    /// Error on all bins.
    public var binError: SpectrumSummary.Ratio
    /// Error on the rows.
    public var rowError: SpectrumSummary.Ratio
    /// Seconds of the answer.
    public var seconds: Double

    init(
        contender: SpectrumContender, samplesPerCoset: Int, cosetCount: Int, snrDb: Double,
        frameCount: Int, seed: UInt64, scores: [RecordingExperiment.Score]
    ) {
        self.contender = contender
        self.samplesPerCoset = samplesPerCoset
        self.cosetCount = cosetCount
        self.snrDb = snrDb
        self.frameCount = frameCount
        trialCount = scores.count
        self.seed = seed
        recorded = Readings(scores.map(\.recorded))
        carriers = Readings(scores.flatMap(\.carriers))
        binError = .init(scores.map(\.spectrum.binRatio))
        rowError = .init(scores.map(\.spectrum.rowRatio))
        seconds = scores.reduce(0) { $0 + $1.spectrum.seconds } / Double(scores.count)
    }
}
