import Model

/// How a replay went.
public struct ReplayReport: Hashable, Codable, Sendable {
    /// Points read from the files.
    public var points = 0
    /// Frames sent.
    public var frames: UInt64 = 0
    /// Frames refused, by reason; from a private engine only.
    public var rejected: [String: UInt64] = [:]
    /// Frames refused in all.
    public var rejectedTotal: UInt64 = 0
    /// Frames given up as lost.
    public var lost: UInt64 = 0
    /// Map revisions made; from a private engine only.
    public var mapRevisions: UInt64?
    /// Spectra worked out; from a private engine that got coset frames only.
    public var spectra: UInt64?
    /// Tiles published; from a private engine only.
    public var tiles: UInt64?
    /// Alerts, in their order; from a private engine only.
    public var alerts: [Alert] = []
    /// The private engine's epoch; 0 without one.
    public var epoch: UInt64 = 0
    /// From the first frame to the last tile, seconds.
    public var seconds = 0.0
    /// Frames a second, from the first frame to the last acknowledgement.
    public var framesPerSecond = 0.0
    /// Where the history is; from a private engine only.
    public var stateDirectory: String?
    /// Distance of each alert's interferer from where the emitter was then, metres, by the alert's
    /// id; where the recording has truth.
    public var alertErrorsMetres: [String: Double]?
    /// The interferer against the truth over time; where the recording has truth.
    public var accuracy: ReplayAccuracy?

    /// The last spectrum of each sensor and tuning; from a private engine that got coset frames only.
    public var lastSpectra: [SpectrumEstimate] = []

    /// All but alerts and spectra, which have JSON forms of their own.
    private enum CodingKeys: String, CodingKey {
        case points
        case frames
        case rejected
        case rejectedTotal = "rejected_total"
        case lost
        case mapRevisions = "map_revisions"
        case spectra
        case tiles
        case epoch
        case seconds
        case framesPerSecond = "frames_per_second"
        case stateDirectory = "state_directory"
        case alertErrorsMetres = "alert_errors_m"
        case accuracy
    }

    /// A report of nothing.
    public init() {}
}
