import Wire

/// The last payload of every retained topic, and which of them still have to be sent.
///
/// What is published while the broker is away, or slower than the engine, is not queued: the newer
/// payload of a topic takes the older one's place, so the memory is that of the state itself
/// (about 4 bytes for each cell of each map). Sending goes in the order of the last publication, so
/// that the tiles of a change go before the head that lists them.
struct RetainedBook {
    private struct Entry {
        var payload: [UInt8]
        var stamp: UInt64
        var isPending: Bool
    }

    private var entries: [Topic: Entry] = [:]
    /// Pending topics in order; an entry whose stamp is newer stands further back.
    private var line: [(topic: Topic, stamp: UInt64)] = []
    private var lineStart = 0
    private var lastStamp: UInt64 = 0

    /// Topics that have to be sent.
    private(set) var pendingCount = 0
    /// Payloads that a newer one replaced before they were sent.
    private(set) var supersededCount: UInt64 = 0

    /// Notes a topic's new payload; an empty one clears the topic.
    mutating func set(_ topic: Topic, to payload: [UInt8]) {
        lastStamp += 1
        if entries[topic]?.isPending == true {
            supersededCount += 1
        } else {
            pendingCount += 1
        }
        entries[topic] = Entry(payload: payload, stamp: lastStamp, isPending: true)
        line.append((topic, lastStamp))
        if line.count - lineStart > 2 * entries.count + 64 { rebuildLine() }
    }

    /// The next topic to send with its payload.
    mutating func next() -> (topic: Topic, payload: [UInt8])? {
        while lineStart < line.count {
            let (topic, stamp) = line[lineStart]
            if let entry = entries[topic], entry.isPending, entry.stamp == stamp {
                return (topic, entry.payload)
            }
            lineStart += 1
        }
        line.removeAll(keepingCapacity: true)
        lineStart = 0
        return nil
    }

    /// What `next` returned is on its way.
    mutating func nextWasSent() {
        let topic = line[lineStart].topic
        lineStart += 1
        pendingCount -= 1
        if entries[topic]?.payload.isEmpty == true {
            entries[topic] = nil
        } else {
            entries[topic]?.isPending = false
        }
    }

    /// The broker has lost everything: all of it must be sent again.
    mutating func markAll() {
        for topic in entries.keys { entries[topic]?.isPending = true }
        pendingCount = entries.count
        rebuildLine()
    }

    /// Stamps are unique, so the order does not depend on the dictionary's.
    private mutating func rebuildLine() {
        line = entries.filter(\.value.isPending).map { ($0.key, $0.value.stamp) }
            .sorted { $0.stamp < $1.stamp }
        lineStart = 0
    }
}
