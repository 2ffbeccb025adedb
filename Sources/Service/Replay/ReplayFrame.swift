import Model

/// One frame of a recording, of either kind.
public enum ReplayFrame: Hashable, Sendable {
    /// Signal strengths.
    case rss(RssFrame)
    /// Multi-coset samples.
    case coset(CosetFrame)

    /// Its signal strengths; `nil` of a frame of the other kind.
    public var rss: RssFrame? { if case .rss(let frame) = self { frame } else { nil } }

    /// Its multi-coset samples; `nil` of a frame of the other kind.
    public var coset: CosetFrame? { if case .coset(let frame) = self { frame } else { nil } }

    /// Time of its first sample.
    public var time: UnixTime {
        switch self {
        case .rss(let frame): frame.time
        case .coset(let frame): frame.time
        }
    }
}
