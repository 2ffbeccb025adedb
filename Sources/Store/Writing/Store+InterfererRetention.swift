import GRDB

extension Store {
    /// Deletes past states of interferers that age or number condemns; returns how many.
    func dropInterferers(_ db: Database, _ state: inout WriterState) throws -> Int {
        let before = try count(db)
        let cutoff = state.lastTick.advanced(bySeconds: -configuration.historyRetentionSeconds)
            .nanoseconds.stored
        // The state that held at the cutoff stays, for whoever asks about an instant after it.
        try db.execute(
            sql: """
                DELETE FROM interferer_history WHERE tick <= ?1 AND EXISTS (
                    SELECT 1 FROM interferer_history AS later
                    WHERE later.id = interferer_history.id AND later.tick <= ?1
                        AND later.round > interferer_history.round)
                """, arguments: [cutoff])
        try db.execute(
            sql: "DELETE FROM interferer_history WHERE tick <= ? AND phase = 'cleared'",
            arguments: [cutoff])
        try db.execute(
            sql: "DELETE FROM interferer WHERE tick <= ? AND phase = 'cleared'",
            arguments: [cutoff])
        let surplus = try count(db) - configuration.interfererHistoryRowsMax
        if surplus > 0 {
            try db.execute(
                sql: """
                    DELETE FROM interferer_history WHERE (id, round) IN (
                        SELECT id, round FROM interferer_history ORDER BY tick LIMIT ?)
                    """, arguments: [surplus])
        }
        return before - (try count(db))
    }

    private func count(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM interferer_history") ?? 0
    }
}
