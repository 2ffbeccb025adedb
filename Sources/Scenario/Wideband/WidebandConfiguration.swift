/// What wideband scenes are drawn from: DeepRM's 40 × 16 bins of 4.8 MHz unless said otherwise.
public struct WidebandConfiguration: Hashable, Sendable {
    /// What an occupied bin of a frame holds.
    public enum Symbols: String, CaseIterable, Hashable, Sendable {
        /// One of four phases, the modulus always the same: a frame's |X|² is its expectation.
        case quaternary = "qpsk"
        /// A complex normal number: |X|² is exponential about its expectation.
        case normal = "gaussian"
    }

    /// How much is occupied.
    public enum Extent: Hashable, Sendable {
        /// So many rows are touched, exactly.
        case rows(Int)
        /// So many bands there are: one number of the range for each scene.
        case bands(ClosedRange<Int>)
    }

    /// Occupied rows that fall silent while as many vacant ones are filled.
    public struct Swap: Hashable, Sendable {
        /// The first frame of the new places.
        public var frame: Int
        /// How many rows go.
        public var rowCount: Int

        /// A swap from its parts.
        public init(frame: Int, rowCount: Int) {
            precondition(frame >= 0 && rowCount > 0, "a swap has a frame and rows")
            self.frame = frame
            self.rowCount = rowCount
        }
    }

    /// L: rows of the spectrum.
    public var rowCount: Int
    /// N: bins in a row.
    public var columnCount: Int
    /// What an occupied bin holds.
    public var symbols: Symbols
    /// How much is occupied.
    public var extent = Extent.rows(4)
    /// Width of a band, bins.
    public var bandBins = 10...24
    /// Vacant bins between bands, at least.
    public var vacantBinsMin = 2
    /// Level of a band's bins against a common one, dB.
    public var levelsDb: ClosedRange<Double> = -6...6
    /// Frames that a band stays at one place; `nil` where it stays for good.
    public var dwellFrames: ClosedRange<Int>?
    /// What a band's level gains from frame to frame, or loses, one band as the other in turn; dB.
    public var driftDb = 0.0
    /// Rows that fall silent while others are filled, once.
    public var swap: Swap?
    /// Whether the bands are modulated carriers in one long record, which frames are cut from.
    public var isModulated = false
    /// Share by which a modulated carrier's pulses widen its band (root-raised cosine).
    public var rollOff = 0.2

    /// DeepRM's frame, four rows touched.
    public init(rowCount: Int = 40, columnCount: Int = 16, symbols: Symbols = .quaternary) {
        precondition(rowCount > 0 && columnCount > 0, "a spectrum has rows and bins")
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.symbols = symbols
    }

    /// Bins of a frame.
    public var binCount: Int { rowCount * columnCount }
}
