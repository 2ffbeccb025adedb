import Foundation
import GRDB
import Model

extension Store {
    /// The most bytes of a snapshot's state: what SQLite holds in one value, with some room.
    public static let snapshotBytesMax = 999_000_000
    /// The most journal rows that one transaction deletes.
    static let journalRowsPerPruning = 4_096

    /// What the kept snapshots still need.
    struct Floor: Sendable {
        /// The round of the oldest kept snapshot; nothing is needed of rounds before.
        var round: Int64
        /// Its watermark: rows through this one may be deleted.
        ///
        /// Nil until as many snapshots are kept as should be: until then the journal's beginning
        /// is what to fall back on.
        var journalThrough: Int64?
    }

    /// Commits a snapshot, forgets older ones and prunes the journal, in one transaction.
    public func commit(_ snapshot: SnapshotRecord) throws {
        let operation = "commit the snapshot of round \(snapshot.round)"
        let round = try snapshot.round.ordered("round", operation: operation)
        guard snapshot.state.count <= Self.snapshotBytesMax else {
            throw StoreError(
                operation: operation, code: .tooLarge,
                message: "its state of \(snapshot.state.count) bytes exceeds "
                    + "\(Self.snapshotBytesMax)", hint: "use a coarser grid or fewer bands")
        }
        try transaction(operation) { db, state in
            try requireJournaled(snapshot.journalThrough, operation, state)
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO snapshot
                        (round, tick, journal_through, configuration_hash, generation,
                        digest, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    round, snapshot.tick.nanoseconds.stored, snapshot.journalThrough,
                    StoredText.clean(snapshot.configurationHash), state.generation,
                    snapshot.digest.stored, Data(snapshot.state),
                ])
            try db.execute(
                sql: """
                    DELETE FROM snapshot WHERE round NOT IN (
                        SELECT round FROM snapshot ORDER BY round DESC LIMIT ?)
                    """, arguments: [configuration.snapshotsKept])
            state.bytesSinceCheckpoint += Int64(snapshot.state.count)
            // Below Service nobody reads a clock: the newest frame's arrival is the present.
            let newest = try Int64.fetchOne(
                db, sql: "SELECT received FROM journal ORDER BY id DESC LIMIT 1")
            if let newest, let floor = try floor(db) {
                _ = try pruneJournal(
                    through: floor.journalThrough, now: UnixTime(nanoseconds: newest.unsigned),
                    rowsMax: Self.journalRowsPerPruning, db, &state)
                _ = try dropDecisions(floor, db)
            }
        }
    }

    /// The newest sound snapshot, if it was made under a configuration and the present generation.
    ///
    /// A damaged one is passed over with a warning; the one before it is used. One from before a
    /// change of configuration or generation is not: the rounds since are not its continuation.
    public func latestSnapshot(configurationHash: String) throws -> SnapshotRecord? {
        let hash = StoredText.clean(configurationHash)
        let generation = try generation
        let rounds = try reading("find the newest snapshot") { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT round FROM snapshot WHERE round > (
                        SELECT coalesce(max(round), -1) FROM snapshot
                        WHERE configuration_hash <> ? OR generation <> ?)
                    ORDER BY round DESC
                    """, arguments: [hash, generation])
        }
        for round in rounds {
            do {
                if let snapshot = try snapshot(ofRound: round) { return snapshot }
                warn("the snapshot of round \(round) is damaged; falling back on an earlier one")
            } catch let error as StoreError where error.code == .damaged {
                warn("\(error); falling back on an earlier snapshot than round \(round)'s")
            }
        }
        return nil
    }

    private func snapshot(ofRound round: Int64) throws -> SnapshotRecord? {
        try reading("read the snapshot of round \(round)") { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT tick, journal_through, configuration_hash, digest, state
                    FROM snapshot WHERE round = ?
                    """, arguments: [round])
            return row.flatMap { Self.snapshot(ofRound: round, $0) }
        }
    }

    /// The snapshot in a row (tick, journal_through, configuration_hash, digest, state); nil where
    /// it is damaged.
    static func snapshot(ofRound round: Int64, _ row: Row) -> SnapshotRecord? {
        guard let tick = Int64.fromDatabaseValue(row[0]),
            let journalThrough = Int64.fromDatabaseValue(row[1]),
            let hash = String.fromDatabaseValue(row[2]),
            let digest = Int64.fromDatabaseValue(row[3]), let state = Data.fromDatabaseValue(row[4])
        else { return nil }
        let snapshot = SnapshotRecord(
            round: round.unsigned, tick: UnixTime(nanoseconds: tick.unsigned),
            journalThrough: journalThrough, configurationHash: hash, state: [UInt8](state))
        return snapshot.digest == digest.unsigned ? snapshot : nil
    }

    /// What the kept snapshots still need; nil where there is none.
    func floor(_ db: Database) throws -> Floor? {
        let rows = try Row.fetchAll(
            db, sql: "SELECT round, journal_through FROM snapshot ORDER BY round DESC LIMIT ?",
            arguments: [configuration.snapshotsKept])
        guard let oldest = rows.last else { return nil }
        let watermarks = rows.map { row -> Int64 in row[1] }
        return Floor(
            round: oldest[0],
            journalThrough: rows.count < configuration.snapshotsKept ? nil : watermarks.min())
    }
}
