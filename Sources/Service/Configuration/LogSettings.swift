import Logging

/// What is logged, and in which form.
public struct LogSettings: Hashable, Sendable {
    /// The form of a line.
    public enum Format: String, CaseIterable, Hashable, Sendable {
        /// For people.
        case text
        /// One JSON object a line, for journald, Loki and the like.
        case json
    }

    /// The least level that is logged.
    public var level = Logger.Level.info
    /// The form of a line.
    public var format = Format.text

    /// Text from level info on.
    public init() {}
}
