/// When along a flight a method is asked.
public enum LocalisationInstant: String, CaseIterable, Hashable, Sendable, Codable {
    /// After one minute.
    case minute = "60"
    /// After three minutes.
    case threeMinutes = "180"
    /// After five minutes.
    case fiveMinutes = "300"
    /// At the flight's end.
    case end

    /// Seconds from the flight's beginning; `nil` for its end.
    public var seconds: Double? { Double(rawValue) }
}
