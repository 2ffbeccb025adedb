/// How a cell-averaging detector sees a map: which cells it compares, and how strictly.
public struct CFARConfiguration: Hashable, Codable, Sendable {
    /// In which domain the surroundings are averaged.
    public enum Domain: String, Codable, Sendable {
        /// Mean power: the classical detector, exact for noise with exponential power.
        case power
        /// Mean of decibels: for maps, whose values scatter log-normally.
        case decibel
    }

    /// In which domain the surroundings are averaged.
    public var domain: Domain
    /// Half-width of the square left out about the cell under test, cells.
    public var guardHalfWidth: Int
    /// Half-width of the square that the surroundings fill, cells.
    public var trainingHalfWidth: Int
    /// Probability that a cell without emitter passes, per cell; see ``Domain``.
    public var falseAlarmRate: Double
    /// A fixed threshold above the surroundings instead of one from the rate, dB.
    public var fixedThresholdDb: Double?
    /// Least share of the surroundings that must hold data for a cell to be tested.
    public var trainingShareMin: Double
    /// A peak is the greatest value within this many cells; 0 keeps every cell that passes.
    public var suppressionHalfWidth: Int
    /// The least excess above the surroundings that counts whatever the rate says, dB.
    public var excessMinDb: Double

    /// A configuration; the default suits cells of some 4 to 10 m and emitters seen from above.
    public init(
        domain: Domain = .decibel, guardHalfWidth: Int = 5, trainingHalfWidth: Int = 12,
        falseAlarmRate: Double = 1e-3, fixedThresholdDb: Double? = nil,
        trainingShareMin: Double = 0.25, suppressionHalfWidth: Int = 5, excessMinDb: Double = 0
    ) {
        precondition(
            guardHalfWidth >= 0 && trainingHalfWidth > guardHalfWidth,
            "the training square is wider than the guard square")
        precondition(
            falseAlarmRate > 0 && falseAlarmRate < 0.5, "a false-alarm rate lies between 0 and 0.5")
        precondition(
            trainingShareMin >= 0 && trainingShareMin <= 1, "a share lies between 0 and 1")
        precondition(suppressionHalfWidth >= 0, "a half-width is not negative")
        self.domain = domain
        self.guardHalfWidth = guardHalfWidth
        self.trainingHalfWidth = trainingHalfWidth
        self.falseAlarmRate = falseAlarmRate
        self.fixedThresholdDb = fixedThresholdDb
        self.trainingShareMin = trainingShareMin
        self.suppressionHalfWidth = suppressionHalfWidth
        self.excessMinDb = excessMinDb
    }

    /// Cells of a whole ring of surroundings.
    var trainingCountFull: Int {
        let outer = 2 * trainingHalfWidth + 1
        let inner = 2 * guardHalfWidth + 1
        return outer * outer - inner * inner
    }

    /// The fewest cells with data that a test is made on; two, because a spread needs them.
    var trainingCountMin: Int {
        max(2, Int((trainingShareMin * Double(trainingCountFull)).rounded(.up)))
    }
}
