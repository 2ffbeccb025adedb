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
