import Foundation
import GRDB
import Model

extension Store {
    /// Keeps rejected messages and counts them, dropping the oldest where the limits are passed.
    func quarantine(
        _ entries: [QuarantineEntry], _ db: Database, _ state: inout WriterState
    ) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO quarantine (received, topic, sensor, boot_id, sequence, reason,
                    detail, payload_length, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var counts: [RejectionReason: Int] = [:]
        var keptBytes = 0
        // What would be dropped at once is only counted: a flood costs no more than the limit.
        for entry in entries { counts[entry.reason, default: 0] += 1 }
        let kept = entries.suffix(configuration.quarantineRowsMax)
        for entry in kept {
            let payload = entry.payload.prefix(QuarantineEntry.payloadBytesMax)
            let topic = StoredText.clean(entry.topic, bytesMax: 512)
            let detail = StoredText.clean(entry.detail, bytesMax: 512)
            try insert.execute(arguments: [
                entry.received.nanoseconds.stored, topic, entry.sensor?.rawValue,
                entry.bootID.stored, entry.sequence.stored, entry.reason.rawValue, detail,
                entry.payload.count, Data(payload),
            ])
            keptBytes += payload.count + topic.utf8.count + detail.utf8.count
        }
        state.quarantine.add(rows: kept.count, payloadBytes: keptBytes)
        for reason in RejectionReason.allCases {
            guard let count = counts[reason] else { continue }
            try db.cachedStatement(
                sql: """
                    INSERT INTO rejection_count VALUES (?, ?)
                    ON CONFLICT (reason) DO UPDATE SET total = total + excluded.total
                    """
            ).execute(arguments: [reason.rawValue, count])
        }
        _ = try trimQuarantine(db, &state)
        try state.quarantine.save(db)
    }

    /// Deletes the oldest rejected messages until the limits hold; returns how many.
    func trimQuarantine(_ db: Database, _ state: inout WriterState) throws -> Int {
        var deleted = 0
        while state.quarantine.rows > configuration.quarantineRowsMax
            || state.quarantine.bytes > configuration.quarantineBytesMax
        {
            // A sixteenth at once, so that a flood does not pay for this at every message.
            let count = max(Int(state.quarantine.rows) / 16, 1)
            let removed = try dropOldestQuarantine(count, db, &state)
            guard removed > 0 else { break }
            deleted += removed
        }
        return deleted
    }

    private func dropOldestQuarantine(
        _ count: Int, _ db: Database, _ state: inout WriterState
    ) throws -> Int {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT max(id), count(*), total(size) FROM (
                    SELECT id, length(payload) + length(CAST(topic AS BLOB))
                        + length(CAST(detail AS BLOB)) AS size
                    FROM quarantine ORDER BY id LIMIT ?)
                """, arguments: [count])
        guard let row, let last: Int64 = row[0] else { return 0 }
        let removed: Int = row[1]
        let bytes: Double = row[2]
        try db.execute(sql: "DELETE FROM quarantine WHERE id <= ?", arguments: [last])
        state.quarantine.add(rows: -removed, payloadBytes: -Int(bytes))
        return removed
    }

    /// Deletes rejected messages received before an instant; returns how many.
    func dropQuarantine(
        before cutoff: UnixTime, _ db: Database, _ state: inout WriterState
    ) throws -> Int {
        let fresh = try Int64.fetchOne(
            db, sql: "SELECT min(id) FROM quarantine WHERE received >= ?",
            arguments: [cutoff.nanoseconds.stored])
        let count =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM quarantine WHERE id < ?",
                arguments: [fresh ?? .max]) ?? 0
        return count > 0 ? try dropOldestQuarantine(count, db, &state) : 0
    }
}
