import Model

/// One method's answer at one instant of one flight, against the truth.
public struct LocalisationRow: Hashable, Sendable {
    /// The method's name.
    public var method: String
    /// The flight's name.
    public var flight: String
    /// The flight's kind.
    public var kind: String
    /// Which instant was asked for.
    public var instant: LocalisationInstant
    /// The instant, seconds of flight.
    public var secondsOfFlight: Double
    /// The answer, in the flight's local frame; `nil` without one.
    public var position: LocalPosition?
    /// Distance from the answer to the truth seen from above, metres; `nil` without an answer.
    public var errorMetres: Double?
    /// The method's own 50 % radius, metres.
    public var ce50Metres: Double?
    /// The method's own 90 % radius, metres.
    public var ce90Metres: Double?
    /// The method's own probability of the circle that just holds the truth, 0 to 1.
    public var level: Double?
    /// Samples used.
    public var sampleCount: Int
    /// The seed that the flight was drawn by; `nil` for a recording.
    public var seed: UInt64?
    /// Time spent by the method from the flight's beginning until this answer, seconds.
    public var seconds: Double

    /// Whether the truth lies within the 50 % radius; `nil` where there is none.
    public var isCovered50: Bool? { Self.holds(ce50Metres, errorMetres) }
    /// Whether the truth lies within the 90 % radius; `nil` where there is none.
    public var isCovered: Bool? { Self.holds(ce90Metres, errorMetres) }

    private static func holds(_ radius: Double?, _ error: Double?) -> Bool? {
        guard let radius, let error else { return nil }
        return error <= radius
    }
}
