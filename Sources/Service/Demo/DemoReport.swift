import Model

/// How a demo went.
public struct DemoReport: Hashable, Codable, Sendable {
    /// Frames that the sensors sent.
    public var frameCount = 0
    /// Alerts about interferers.
    public var alertCount = 0
    /// Alerts of a detection before the interferer was on, or far from it.
    public var falseAlertCount = 0
    /// The smallest error of an alert about the interferer, metres.
    public var errorMetres: Double?
    /// Seconds from switching on to the first alert that found it.
    public var delaySeconds: Double?
    /// Where the history is.
    public var stateDirectory = ""

    private enum CodingKeys: String, CodingKey {
        case frameCount = "frames"
        case alertCount = "alerts"
        case falseAlertCount = "other_alerts"
        case errorMetres = "error_m"
        case delaySeconds = "delay_s"
        case stateDirectory = "state_directory"
    }

    /// Whether the hidden interferer was found.
    public var isFound: Bool { delaySeconds != nil }
}
