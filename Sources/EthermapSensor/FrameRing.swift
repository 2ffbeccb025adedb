import Wire

/// The frames that the engine has not acknowledged, oldest first, bounded.
///
/// The broker's acknowledgement is not enough to forget a frame: a broker may crash, or have had
/// no engine to keep the frame for. A frame is waiting (to be given to the connection), given (the
/// connection sends it until the broker has it), or held (by the broker, since some instant).
struct FrameRing {
    /// How far a frame has come.
    private enum Progress {
        case waiting
        case given
        case held(since: ContinuousClock.Instant)
    }

    private struct Entry {
        let topic: Topic
        var payload: [UInt8]
        var progress = Progress.waiting
        /// How long the engine may take before the frame is sent again; doubles each time.
        var patience: Duration
    }

    private let countMax: Int
    private let byteCountMax: Int
    private let patience: Duration
    private var entries: [Entry] = []
    /// Index of the oldest frame in `entries`.
    private var start = 0
    /// No frame before this index is waiting.
    private var cursor = 0
    private var byteCount = 0

    /// The sequence that the next frame gets.
    private(set) var nextSequence: UInt64 = 1
    /// Frames given to the connection and not yet held by the broker.
    private(set) var givenCount = 0

    init(countMax: Int, byteCountMax: Int, patience: Duration) {
        precondition(countMax > 0 && byteCountMax > 0, "a ring holds something")
        self.countMax = countMax
        self.byteCountMax = byteCountMax
        self.patience = patience
    }

    /// Frames in the ring.
    var count: Int { entries.count - start }

    /// The oldest frame's sequence; the next one's where the ring is empty.
    var oldestSequence: UInt64 { nextSequence - UInt64(count) }

    /// Adds the frame with the next sequence.
    ///
    /// - Returns: the sequences that were dropped to make room.
    mutating func append(_ payload: [UInt8], to topic: Topic) -> Range<UInt64> {
        let oldest = oldestSequence
        while count > 0, count >= countMax || byteCount + payload.count > byteCountMax {
            removeOldest()
        }
        let kept = oldestSequence
        entries.append(Entry(topic: topic, payload: payload, patience: patience))
        byteCount += payload.count
        nextSequence += 1
        return oldest..<kept
    }

    /// Forgets everything up to a sequence.
    ///
    /// - Returns: whether there was something to forget.
    mutating func trim(through sequence: UInt64) -> Bool {
        let before = count
        while count > 0, oldestSequence <= sequence { removeOldest() }
        return count < before
    }

    /// The next waiting frame, which is then given.
    mutating func takeNext() -> (sequence: UInt64, topic: Topic, payload: [UInt8])? {
        while cursor < entries.count {
            defer { cursor += 1 }
            guard case .waiting = entries[cursor].progress else { continue }
            entries[cursor].progress = .given
            givenCount += 1
            return (
                oldestSequence + UInt64(cursor - start), entries[cursor].topic,
                entries[cursor].payload
            )
        }
        return nil
    }

    /// The connection did not take the frame after all.
    mutating func returnToLine(_ sequence: UInt64) {
        guard let index = index(of: sequence), case .given = entries[index].progress else { return }
        entries[index].progress = .waiting
        givenCount -= 1
        cursor = min(cursor, index)
    }

    /// The broker has a frame.
    mutating func hold(_ sequence: UInt64, since now: ContinuousClock.Instant) {
        guard let index = index(of: sequence), case .given = entries[index].progress else { return }
        entries[index].progress = .held(since: now)
        givenCount -= 1
    }

    /// The broker has lost what it held: all of that waits again.
    ///
    /// - Returns: how many frames that are.
    mutating func resendHeld() -> UInt64 { resend { _, _ in true } }

    /// What the broker has held for longer than the engine should need waits again.
    ///
    /// - Returns: how many frames that are.
    mutating func resendOverdue(at now: ContinuousClock.Instant) -> UInt64 {
        resend { since, patience in now - since >= patience }
    }

    private mutating func resend(
        where isDue: (ContinuousClock.Instant, Duration) -> Bool
    ) -> UInt64 {
        var resent: UInt64 = 0
        for index in start..<entries.count {
            guard case .held(let since) = entries[index].progress,
                isDue(since, entries[index].patience)
            else { continue }
            entries[index].progress = .waiting
            entries[index].patience *= 2
            cursor = min(cursor, index)
            resent += 1
        }
        return resent
    }

    private func index(of sequence: UInt64) -> Int? {
        let oldest = oldestSequence
        guard sequence >= oldest, sequence < nextSequence else { return nil }
        return start + Int(sequence - oldest)
    }

    private mutating func removeOldest() {
        if case .given = entries[start].progress { givenCount -= 1 }
        byteCount -= entries[start].payload.count
        entries[start].payload = []
        start += 1
        if start == entries.count || start >= 1_024 && start * 2 > entries.count {
            entries.removeSubrange(0..<start)
            cursor -= min(start, cursor)
            start = 0
        }
        cursor = max(cursor, start)
    }
}
