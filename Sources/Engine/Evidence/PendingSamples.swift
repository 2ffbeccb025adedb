import Model

/// Samples whose tick has not closed yet, by tick, in any order of arrival.
///
/// A tick is a stretch of event time, `interval` long; tick k holds the times in
/// `[k · interval, (k + 1) · interval)`. When a tick closes, its slices come out in one canonical
/// order (sensor, boot, sequence, point), so the order of arrival leaves no trace in a map.
struct PendingSamples: Sendable {
    /// A batch and where it stands in the journal; by reference, because slices are sorted and a
    /// batch's arrays would each be counted at every move.
    final class Source: Sendable {
        let batch: SampleBatch
        let journalID: Int64

        init(batch: SampleBatch, journalID: Int64) {
            self.batch = batch
            self.journalID = journalID
        }
    }

    /// Consecutive points of one batch in one tick.
    struct Slice: Sendable {
        let source: Source
        let points: Range<Int>

        var batch: SampleBatch { source.batch }
        var journalID: Int64 { source.journalID }
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
        let source = Source(batch: batch, journalID: journalID)
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
                    Slice(source: source, points: start..<end))
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
        // By reference: a batch taken out as a value would be counted six times a comparison.
        slices.sorted { left, right in
            let (first, second) = (left.source, right.source)
            return (
                first.batch.sensor, first.batch.bootID, first.batch.sequence,
                left.points.lowerBound
            ) < (
                second.batch.sensor, second.batch.bootID, second.batch.sequence,
                right.points.lowerBound
            )
        }
    }
}
