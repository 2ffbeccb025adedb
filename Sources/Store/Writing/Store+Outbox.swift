import Foundation
import GRDB
import Model

extension Store {
    /// Puts alerts into the outbox; one whose id is there already is ignored.
    ///
    /// - Parameters:
    ///   - alerts: in their order.
    ///   - muted: those that are kept and not sent, by id, with the key of the mute.
    ///   - round: the round that raised them; nil where it was none.
    ///   - db: the transaction.
    /// - Throws: what SQLite throws.
    func enqueue(
        _ alerts: [Alert], muted: [String: String] = [:], round: Int64?, _ db: Database
    ) throws {
        for alert in alerts {
            try db.cachedStatement(
                sql: """
                    INSERT INTO alert (alert_id, time, kind, round, body, muted_by)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (alert_id) DO NOTHING
                    """
            ).execute(arguments: [
                StoredText.clean(alert.id), alert.time.nanoseconds.stored, alert.kind.name, round,
                try StoredText.json(alert), muted[alert.id],
            ])
        }
    }

    /// Alerts that wait to be published, oldest first; muted ones never do.
    public func unpublishedAlerts(limit: Int) throws -> [Alert] {
        try reading("read the outbox") { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT body FROM alert WHERE published_at IS NULL AND muted_by IS NULL
                    ORDER BY position LIMIT ?
                    """, arguments: [limit]
            ).map { try StoredText.value(Alert.self, fromJSON: $0) }
        }
    }

    /// Notes that alerts have been published, once the broker has acknowledged them.
    public func markPublished(alertIDs: [String], at time: UnixTime) throws {
        guard !alertIDs.isEmpty else { return }
        try transaction("mark alerts as published") { db, _ in
            for id in alertIDs {
                try db.cachedStatement(
                    sql: """
                        UPDATE alert SET published_at = ?
                        WHERE alert_id = ? AND published_at IS NULL
                        """
                ).execute(arguments: [time.nanoseconds.stored, StoredText.clean(id)])
            }
        }
    }
}
