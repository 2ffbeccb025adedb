import Model

/// How many changes of one interferer may still be reported: refilled as time passes.
struct TransitionAllowance: Hashable, Sendable {
    /// What is left, in changes.
    var left: Double
    /// As of when.
    var time: UnixTime
    /// Whether a change waits for it: counted once.
    var isAwaited = false

    /// A full one.
    init(at now: UnixTime) {
        left = 1_000
        time = now
    }

    /// Takes one change out.
    ///
    /// - Returns: whether there was one.
    mutating func take(perMinute rate: Int, at now: UnixTime) -> Bool {
        let gained = max(now.seconds(since: time), 0) * Double(rate) / 60
        // A minute's worth at most: that many changes may come at once.
        left = min(left + gained, Double(max(rate, 1)))
        time = now
        guard left >= 1 else { return false }
        left -= 1
        isAwaited = false
        return true
    }
}
