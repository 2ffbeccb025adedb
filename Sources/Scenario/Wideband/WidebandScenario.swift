/// Kinds of wideband spectra that methods are compared on.
///
/// K counts the rows (sub-bands of 76.8 MHz) that any band touches. Bands of `few` to `hopping` and of
/// the swaps have levels within ± 6 dB of a common one; those of `leaky`, `paper` and `paper-wide`
/// have levels of 0 to −6 dB, as in the measurements that we compare ourselves with.
public enum WidebandScenario: String, CaseIterable, Hashable, Sendable {
    /// K = 4, bands of 48 to 115 MHz.
    case few
    /// K = 8, bands of 48 to 115 MHz.
    case busy
    /// K = 12, bands of 48 to 115 MHz: more rows than ten cosets can tell apart in one frame.
    case crowded
    /// K = 10, bands of 134 to 240 MHz.
    case wide
    /// Two or three modulated carriers of 48 to 115 MHz whose record is cut into frames.
    case leaky
    /// K = 8 at first; each band stays for four to eight frames, then goes to another place.
    case hopping
    /// K = 8; every other band gains 0.1 dB a frame, the others lose as much.
    case drifting
    /// K = 8; two occupied rows fall silent and two vacant ones are filled at once.
    case swapBusy = "swap-busy"
    /// K = 12; two occupied rows fall silent and two vacant ones are filled at once.
    case swapCrowded = "swap-crowded"
    /// Two or three bands of 48 to 115 MHz, as many rows as it comes.
    case paper
    /// Three bands of 134 to 240 MHz, as many rows as it comes.
    case paperWide = "paper-wide"

    /// Whether occupied rows fall silent while vacant ones are filled.
    public var isSwap: Bool { self == .swapBusy || self == .swapCrowded }

    /// What its scenes are drawn from; swaps happen before the frame `swapFrame`.
    public func configuration(
        symbols: WidebandConfiguration.Symbols = .quaternary, swapFrame: Int = 20
    ) -> WidebandConfiguration {
        var made = WidebandConfiguration(symbols: symbols)
        switch self {
        case .few: made.extent = .rows(4)
        case .busy: made.extent = .rows(8)
        case .crowded: made.extent = .rows(12)
        case .wide:
            made.extent = .rows(10)
            made.bandBins = 28...50
        case .hopping:
            made.extent = .rows(8)
            made.dwellFrames = 4...8
        case .drifting:
            made.extent = .rows(8)
            made.driftDb = 0.1
        case .swapBusy, .swapCrowded:
            made.extent = .rows(self == .swapBusy ? 8 : 12)
            made.swap = .init(frame: swapFrame, rowCount: 2)
        case .leaky, .paper, .paperWide:
            made.levelsDb = -6...0
            made.extent = .bands(self == .paperWide ? 3...3 : 2...3)
            if self == .paperWide { made.bandBins = 28...50 }
            made.isModulated = self == .leaky
        }
        return made
    }
}
