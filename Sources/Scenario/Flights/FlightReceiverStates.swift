import Numerics

/// When a simulated receiver is deaf and when it says nothing at all.
struct FlightReceiverStates: Hashable, Sendable {
    /// Times of deafness, seconds from take-off, ascending and apart.
    let deafSpans: [Range<Double>]
    /// Times without samples.
    let gaps: [Range<Double>]

    init(
        receiver: FlightReceiver, durationSeconds: Double,
        using generator: inout SeededGenerator
    ) {
        var spans: [Range<Double>] = []
        if receiver.deafDb > 0 {
            if receiver.firstHearingSeconds > 0 { spans.append(0..<receiver.firstHearingSeconds) }
            var time = receiver.firstHearingSeconds
            while receiver.relapsesPerMinute > 0 {
                time += 60 / receiver.relapsesPerMinute * generator.exponential()
                guard time < durationSeconds else { break }
                let end = time + receiver.relapseSeconds * generator.exponential()
                spans.append(time..<max(end, time + 0.5))
                time = max(end, time + 0.5)
            }
        }
        deafSpans = spans
        gaps = (0..<receiver.gapCount).map { _ in
            let start = durationSeconds * generator.uniform()
            return start..<start + receiver.gapSeconds
        }
    }

    func isDeaf(at seconds: Double) -> Bool { deafSpans.contains { $0.contains(seconds) } }

    func isSilent(at seconds: Double) -> Bool { gaps.contains { $0.contains(seconds) } }
}
