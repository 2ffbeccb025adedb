import Model

/// One frame of a recording, of either kind.
public enum ReplayFrame: Sendable {
    /// Signal strengths.
    case rss(RssFrame)
    /// Multi-coset samples.
    case coset(CosetFrame)

    /// Time of its first sample.
    public var time: UnixTime {
        switch self {
        case .rss(let frame): frame.time
        case .coset(let frame): frame.time
        }
    }
}
