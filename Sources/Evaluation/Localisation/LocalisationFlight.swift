import Interference
import Model

/// One flight over one hidden emitter: what was received, what is known beforehand, and the truth.
public struct LocalisationFlight: Sendable {
    /// The height that begins a flight, metres above take-off.
    public static let startHeightMetres = 10.0

    /// The flight's name in rows and figures.
    public let name: String
    /// Which kind of place it is, for summaries: "recorded", "open", "city", "city-unknown".
    public let kind: String
    /// The seed that it was drawn by; `nil` for a recording.
    public let seed: UInt64?
    /// What a method is told.
    public let setting: LocalisationSetting
    /// The samples from the first one above ``startHeightMetres`` on, in the order of time.
    public let samples: [PlacedSample]
    /// Where the emitter is.
    public let truth: LocalPosition

    /// A flight from its parts, samples in any order; `nil` where none lies high enough.
    public init?(
        name: String, kind: String, seed: UInt64? = nil, setting: LocalisationSetting,
        samples: [PlacedSample], truth: LocalPosition
    ) {
        // A stable order, so that samples of one instant stay as they came.
        let ordered = samples.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        let first = ordered.firstIndex { $0.position.upMetres > Self.startHeightMetres }
        guard let first else { return nil }
        self.name = name
        self.kind = kind
        self.seed = seed
        self.setting = setting
        self.samples = Array(ordered[first...])
        self.truth = truth
    }

    /// The instant from which the flight's seconds count.
    public var start: UnixTime { samples.first?.time ?? .zero }

    /// How long it lasts, seconds.
    public var seconds: Double { samples.last.map { $0.time.seconds(since: start) } ?? 0 }
}
