import Model
import Service
import Store

/// How often each frame stands in a journal whose engine has ended.
struct JournalCounts {
    /// Rows by sensor and sequence.
    private(set) var sequences: [SensorID: [UInt64: Int]] = [:]
    /// What the outbox still holds.
    let unpublishedAlerts: [String]

    init(_ configuration: ServiceConfiguration) throws {
        let store = try Store(
            opening: configuration.store.path, region: configuration.engine.region,
            newEngineID: "reader", warn: { _ in })
        for row in try store.journal(after: 0, through: nil, limit: 1_000_000) {
            guard let sequence = row.entry.sequence else { continue }
            sequences[row.entry.sensor, default: [:]][sequence, default: 0] += 1
        }
        unpublishedAlerts = try store.unpublishedAlerts(limit: 1_000).map(\.id)
        try store.close()
    }
}
