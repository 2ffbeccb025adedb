/// What an estimator says of a spectrum: power of every bin, and which rows are occupied.
///
/// Linear power in units of a Nyquist sample's mean power (``CosetSpectra``); bins in the order
/// m = k + l N of the transform (``CosetPattern``), `[L, N]`; noise taken out.
public struct SpectrumPosterior: Hashable, Sendable {
    /// Signal power of each bin, `[L, N]`.
    public var binPower: [Float]
    /// Its standard deviation, `[L, N]`; empty where the method tells none.
    public var binPowerDeviation: [Float]
    /// What decides whether a row is occupied, `[L]`: the higher, the surer.
    public var rowScores: [Float]
    /// The score above which a row counts as occupied at ``falseAlarmProbability``, `[L]`; empty
    /// where the method tells none.
    public var rowThresholds: [Float]
    /// Power above which a bin counts as occupied at ``falseAlarmProbability``, `[L, N]`; empty
    /// where the method tells none.
    public var binThresholds: [Float]
    /// The share of the vacant rows (and bins) that its own thresholds let through.
    public var falseAlarmProbability: Double
    /// Noise power of a Nyquist sample, and so of a bin; NaN where the method has none.
    public var noisePower: Double
    /// Iterations used.
    public var iterations: Int
    /// ‖Y − A X‖ / ‖Y‖, or what the method has in its place; NaN where it has nothing.
    public var residual: Double
    /// Whether it began from an earlier state.
    public var isWarmStart: Bool
    /// What was wrong with the frames; empty where nothing was found.
    public var warnings: [SpectrumWarning] = []

    /// An estimate from its parts; a row's score is its power unless given.
    public init(
        binPower: [Float], binPowerDeviation: [Float] = [], rowCount: Int,
        rowScores: [Float]? = nil, rowThresholds: [Float] = [], binThresholds: [Float] = [],
        falseAlarmProbability: Double = 0.05, noisePower: Double = .nan, iterations: Int = 1,
        residual: Double = .nan, isWarmStart: Bool = false
    ) {
        precondition(rowCount > 0 && binPower.count.isMultiple(of: rowCount), "rows are whole")
        self.binPower = binPower
        self.binPowerDeviation = binPowerDeviation
        self.rowScores = rowScores ?? Self.rowSums(binPower, rowCount: rowCount)
        self.rowThresholds = rowThresholds
        self.binThresholds = binThresholds
        self.falseAlarmProbability = falseAlarmProbability
        self.noisePower = noisePower
        self.iterations = iterations
        self.residual = residual
        self.isWarmStart = isWarmStart
    }

    /// Sum of each row's bins, `[L]`.
    public static func rowSums(_ binPower: [Float], rowCount: Int) -> [Float] {
        let width = binPower.count / rowCount
        return (0..<rowCount).map { row in
            binPower[row * width..<(row + 1) * width].reduce(0, +)
        }
    }
}
