import Model

/// Coset frames whose tick has not closed yet, by tick, in any order of arrival.
///
/// As ``PendingSamples`` for RSS: when a tick closes, its frames come out in one canonical order, so a
/// stream's estimator sees the same frames in the same order whatever way they came.
struct PendingCosets: Sendable {
    /// A frame and where it stands in the journal; by reference, because frames are sorted.
    final class Source: Sendable {
        let batch: CosetBatch
        let journalID: Int64

        init(batch: CosetBatch, journalID: Int64) {
            self.batch = batch
            self.journalID = journalID
        }
    }

    /// All of one sensor's frames in one tick, ascending by boot and sequence.
    struct Group: Sendable {
        let tick: UInt64
        let frames: [Source]

        /// The frames by tuning, in their order; the tuning of the newest frame last.
        var tunings: [[Source]] {
            var lists: [(tuning: SpectrumTuning, frames: [Source])] = []
            for source in frames {
                let tuning = SpectrumTuning(of: source.batch)
                let place = lists.firstIndex { $0.tuning == tuning }
                var list = place.map { lists.remove(at: $0) } ?? (tuning: tuning, frames: [])
                list.frames.append(source)
                lists.append(list)
            }
            return lists.map(\.frames)
        }
    }

    /// Complex samples that wait.
    private(set) var sampleCount = 0
    /// The lowest tick with frames.
    private(set) var firstTick: UInt64?
    private var frames: [UInt64: [Source]] = [:]

    init() {}

    /// Adds a frame, unless its tick has closed.
    ///
    /// - Returns: whether it was in time.
    mutating func add(
        _ batch: CosetBatch, journalID: Int64, tick: UInt64, after closed: UInt64?
    ) -> Bool {
        if let closed, tick <= closed { return false }
        frames[tick, default: []].append(Source(batch: batch, journalID: journalID))
        sampleCount += batch.sampleCount
        firstTick = min(firstTick ?? tick, tick)
        return true
    }

    /// Takes out everything up to and including a tick: tick by tick, sensor by sensor.
    mutating func close(through tick: UInt64) -> [[Group]] {
        guard let firstTick, firstTick <= tick else { return [] }
        var closed: [[Group]] = []
        for due in frames.keys.filter({ $0 <= tick }).sorted() {
            let sources = (frames.removeValue(forKey: due) ?? []).sorted { left, right in
                (left.batch.sensor, left.batch.bootID, left.batch.sequence)
                    < (right.batch.sensor, right.batch.bootID, right.batch.sequence)
            }
            for source in sources { sampleCount -= source.batch.sampleCount }
            closed.append(
                sources.chunked { $0.batch.sensor == $1.batch.sensor }
                    .map { Group(tick: due, frames: Array($0)) })
        }
        self.firstTick = frames.keys.min()
        return closed
    }

    /// The lowest journal row of a frame that still waits.
    var firstJournalID: Int64? {
        frames.values.compactMap { $0.map(\.journalID).min() }.min()
    }
}

extension Array {
    /// The longest runs of neighbours that belong together.
    fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var runs: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices.dropFirst() where !belongs(self[index - 1], self[index]) {
            runs.append(self[start..<index])
            start = index
        }
        if start < endIndex { runs.append(self[start..<endIndex]) }
        return runs
    }
}
