/// Where and when emitters are looked for: CFAR on the maps calls for the search in the samples.
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
    /// Cells that must have been visited before a band with own stations is searched.
    public var settledCellMin = 100
    /// Time between two searches for emitters in a band, seconds.
    public var intervalSeconds: Double = 1
    /// Emitters sought in a band at most.
    public var emitterCountMax = 8
    /// Height at which emitters are sought, metres above the grid's origin.
    public var emitterHeightMetres: Double = 1.5
    /// How far outside the grid emitters are sought, metres.
    public var searchMarginMetres: Double = 100
    /// How a band's unknown emitters move: "still" (any number of them), or "walking" or "driving" (one).
    public var motion = "still"

    /// The defaults.
    public init() {}
}
