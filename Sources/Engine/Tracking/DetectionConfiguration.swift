/// Where CFAR looks for peaks, and what a peak needs to be believed.
public struct DetectionConfiguration: Hashable, Codable, Sendable {
    /// What is averaged in the ring: "decibel" or "power".
    public var domain = "decibel"
    /// Half-width of the guard zone about the cell under test, metres.
    public var guardMetres: Double = 48
    /// Half-width of the training zone, metres.
    public var trainingMetres: Double = 128
    /// Nominal false-alarm rate (power domain).
    public var falseAlarmRate: Double = 1e-4
    /// Threshold above the ring's mean in the decibel domain, decibels.
    public var thresholdDb: Double = 6
    /// Distance within which only the strongest peak counts, metres.
    public var suppressionMetres: Double = 64
    /// Peaks below this power are noise, dBm.
    public var floorDbm: Double = -105
    /// Where own stations transmit: by how much a sample must exceed their expected power to speak
    /// for an interferer, in standard deviations of the path-loss fit; at least 6 dB.
    public var excessDeviations: Double = 3
    /// Cells with such samples that a peak needs within `suppressionMetres`.
    public var supportCellMin = 3
    /// Cells that must have been visited before a band with own stations is searched.
    public var settledCellMin = 100
    /// How much older than the newest evidence near a peak other evidence may be to count when it is
    /// asked whether sensors have passed, seconds.
    public var passageSeconds: Double = 20
    /// Length of the mean direction from a peak to that evidence, 0 (around it) to 1 (on one side),
    /// up to which sensors count as having passed it.
    public var resultantMax: Double = 0.6

    /// The defaults.
    public init() {}
}
