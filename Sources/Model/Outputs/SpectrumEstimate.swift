/// A sensor's power spectrum as recovered from its samples.
public struct SpectrumEstimate: Hashable, Sendable {
    /// The sensor.
    public var sensor: SensorID
    /// When the samples were taken.
    public var time: UnixTime
    /// The engine's fencing epoch.
    public var epoch: UInt64
    /// Frequency of the first bin's middle, hertz.
    public var firstFrequencyHz: Double
    /// Distance between bins, hertz.
    public var binWidthHz: Double
    /// Power spectral density of each bin, dBm per hertz [F].
    public var psdDbmPerHz: [Float]
    /// Whether each bin is occupied [F].
    public var occupied: [Bool]
    /// The threshold of each bin, dBm per hertz [F].
    public var thresholdsDbmPerHz: [Float]
    /// The estimator.
    public var method: String
    /// Iterations used.
    public var iterations: UInt32
    /// Relative residual of the fit.
    public var residual: Float
    /// Whether the estimator began from its previous state.
    public var isWarmStart: Bool
    /// Standard deviation of each bin's density, as a density of its own: dBm per hertz [F]; empty
    /// where the method tells none.
    public var standardDeviationsDbmPerHz: [Float] = []
    /// Share of time that each bin was occupied, 0 to 1, older looks fading [F]; or empty.
    public var occupancies: [Float] = []
    /// What is occupied now, ascending in frequency.
    public var bands: [SpectrumBand] = []
    /// The receiver's noise, dBm per hertz; `nil` where the method has none.
    public var noiseDbmPerHz: Float?
    /// The share of vacant bins that the thresholds let through.
    public var falseAlarmProbability: Float = 0
    /// Why the estimate is worth less than others of its sensor; empty where nothing is wrong.
    public var degradations: [SpectrumDegradation] = []

    /// An estimate from its parts.
    public init(
        sensor: SensorID, time: UnixTime, epoch: UInt64, firstFrequencyHz: Double,
        binWidthHz: Double, psdDbmPerHz: [Float], occupied: [Bool],
        thresholdsDbmPerHz: [Float], method: String, iterations: UInt32, residual: Float,
        isWarmStart: Bool
    ) {
        self.sensor = sensor
        self.time = time
        self.epoch = epoch
        self.firstFrequencyHz = firstFrequencyHz
        self.binWidthHz = binWidthHz
        self.psdDbmPerHz = psdDbmPerHz
        self.occupied = occupied
        self.thresholdsDbmPerHz = thresholdsDbmPerHz
        self.method = method
        self.iterations = iterations
        self.residual = residual
        self.isWarmStart = isWarmStart
    }
}
