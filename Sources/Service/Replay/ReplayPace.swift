/// How fast a recording is published.
public enum ReplayPace: Hashable, Sendable {
    /// So many times as fast as it was recorded.
    case factor(Double)
    /// As fast as the engine acknowledges.
    case maximum
}
