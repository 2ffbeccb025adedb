import Model

/// Samples whose tick has not closed yet, by tick, in any order of arrival.
///
/// A tick is a stretch of event time, `interval` long; tick k holds the times in
/// `[k · interval, (k + 1) · interval)`. When a tick closes, its slices come out in one canonical
/// order (sensor, boot, sequence, point), so the order of arrival leaves no trace in a map.
struct PendingSamples: Sendable {
    /// Consecutive points of one batch in one tick.
    struct Slice: Sendable {
        var batch: SampleBatch
        var journalID: Int64
        var points: Range<Int>
    }

    let intervalNanoseconds: UInt64
    private(set) var sampleCount = 0
    private var slices: [UInt64: [Slice]] = [:]

    init(intervalSeconds: Double) {
        // UnixTime clamps what no clock can count.
        intervalNanoseconds = max(UnixTime(seconds: intervalSeconds).nanoseconds, 1_000)
    }

    /// The tick that holds an instant.
    func tick(of time: UnixTime) -> UInt64 { time.nanoseconds / intervalNanoseconds }

    /// Ticks in some seconds; at least one.
    func ticks(inSeconds seconds: Double) -> UInt64 {
        max(UnixTime(seconds: seconds).nanoseconds / intervalNanoseconds, 1)
    }

    /// The first instant after a tick.
    func end(ofTick tick: UInt64) -> UnixTime {
        guard tick < .max else { return UnixTime(nanoseconds: .max) }
        let (start, overflow) = (tick + 1).multipliedReportingOverflow(by: intervalNanoseconds)
        return UnixTime(nanoseconds: overflow ? .max : start)
    }

    /// The lowest tick with samples; kept, because it is asked for at every frame.
    private(set) var firstTick: UInt64?

    /// Adds the points of a batch that lie in ticks after `closed`; returns how many points were late.
    mutating func add(_ batch: SampleBatch, journalID: Int64, after closed: UInt64?) -> Int {
        var late = 0
        var start = 0
        while start < batch.times.count {
            let tick = tick(of: batch.times[start])
            var end = start + 1
            while end < batch.times.count, self.tick(of: batch.times[end]) == tick { end += 1 }
            if let closed, tick <= closed {
                late += end - start
            } else {
                slices[tick, default: []].append(
                    Slice(batch: batch, journalID: journalID, points: start..<end))
                sampleCount += (end - start) * batch.bandIndices.count
                firstTick = min(firstTick ?? tick, tick)
            }
            start = end
        }
        return late
    }

    /// Takes out everything up to and including a tick, tick by tick, in canonical order.
    mutating func close(through tick: UInt64) -> [Slice] {
        guard let firstTick, firstTick <= tick else { return [] }
        var closed: [Slice] = []
        for due in slices.keys.filter({ $0 <= tick }).sorted() {
            closed += Self.inCanonicalOrder(slices.removeValue(forKey: due) ?? [])
        }
        for slice in closed { sampleCount -= slice.points.count * slice.batch.bandIndices.count }
        self.firstTick = slices.keys.min()
        return closed
    }

    /// The lowest journal row of which some sample still waits: a snapshot needs all from here on.
    var firstJournalID: Int64? {
        slices.values.compactMap { $0.map(\.journalID).min() }.min()
    }

    private static func inCanonicalOrder(_ slices: [Slice]) -> [Slice] {
        slices.sorted { left, right in
            (left.batch.sensor, left.batch.bootID, left.batch.sequence, left.points.lowerBound)
                < (
                    right.batch.sensor, right.batch.bootID, right.batch.sequence,
                    right.points.lowerBound
                )
        }
    }
}
