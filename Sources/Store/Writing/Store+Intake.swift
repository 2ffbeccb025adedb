import Foundation
import GRDB
import Model

extension Store {
    /// Commits a group of messages in one transaction.
    ///
    /// About 10 µs of processor time for a frame of 2 KiB in groups of 256 (docs/operating.md).
    ///
    /// - Returns: The journal id of each entry; nil where a frame of the same sensor, boot and
    ///   sequence is in the journal already.
    public func commit(_ intake: IntakeCommit) throws -> [Int64?] {
        try transaction("commit \(intake.entries.count) messages") { db, state in
            let ids = try journal(intake.entries, db, &state)
            if !intake.quarantined.isEmpty { try quarantine(intake.quarantined, db, &state) }
            try write(intake.ledgers, dropping: intake.droppedLedgers, db, &state)
            try enqueue(intake.alerts, round: nil, db)
            return ids
        }
    }

    func journal(
        _ entries: [JournalEntry], _ db: Database, _ state: inout WriterState
    ) throws -> [Int64?] {
        guard !entries.isEmpty else { return [] }
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO journal (id, kind, sensor, boot_id, sequence, received, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (sensor, boot_id, sequence) WHERE sequence IS NOT NULL DO NOTHING
                """)
        var ids: [Int64?] = []
        ids.reserveCapacity(entries.count)
        var added = 0
        var payloadBytes = 0
        for entry in entries {
            let sensor = try state.row(of: entry.sensor, db)
            let id = state.lastJournalID + 1
            try insert.execute(arguments: [
                id, entry.kind.rawValue, sensor, entry.bootID.stored, entry.sequence?.stored,
                entry.received.nanoseconds.stored, Data(entry.payload),
            ])
            guard db.changesCount == 1 else {
                ids.append(nil)
                continue
            }
            state.lastJournalID = id
            ids.append(id)
            added += 1
            payloadBytes += entry.payload.count
        }
        if added > 0 {
            state.journal.add(rows: added, payloadBytes: payloadBytes)
            state.bytesSinceCheckpoint += Int64(payloadBytes)
            try state.journal.save(db)
        }
        return ids
    }

    private func write(
        _ ledgers: [LedgerRow], dropping dropped: [LedgerKey], _ db: Database,
        _ state: inout WriterState
    ) throws {
        if !ledgers.isEmpty {
            let upsert = try db.cachedStatement(
                sql: """
                    INSERT INTO ledger VALUES (?, ?, ?)
                    ON CONFLICT (sensor, boot_id) DO UPDATE SET bytes = excluded.bytes
                    """)
            for ledger in ledgers {
                try upsert.execute(arguments: [
                    try state.row(of: ledger.sensor, db), ledger.bootID.stored, Data(ledger.bytes),
                ])
            }
        }
        for key in dropped {
            try db.cachedStatement(sql: "DELETE FROM ledger WHERE sensor = ? AND boot_id = ?")
                .execute(arguments: [try state.row(of: key.sensor, db), key.bootID.stored])
        }
    }

    /// Every stored ledger, by sensor and boot.
    public func ledgers() throws -> [LedgerRow] {
        try reading("read the ledgers") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, boot_id, bytes FROM ledger
                    JOIN sensor_name ON sensor_name.id = ledger.sensor ORDER BY name, boot_id
                    """
            ).map { row in
                let boot: Int64 = row[1]
                let bytes: Data = row[2]
                return LedgerRow(
                    sensor: SensorID(unchecked: row[0]), bootID: boot.unsigned,
                    bytes: [UInt8](bytes))
            }
        }
    }

    /// A part of the journal in its order.
    ///
    /// - Parameters:
    ///   - id: The row before the first.
    ///   - last: The last row, or nil for the journal's end.
    ///   - limit: The most rows; call again after the last one for more.
    /// - Returns: The rows, ascending by id.
    /// - Throws: `StoreError`.
    public func journal(
        after id: Int64, through last: Int64?, limit: Int
    ) throws -> [JournalRow] {
        try reading("read the journal") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT journal.id, kind, name, boot_id, sequence, received, payload
                    FROM journal JOIN sensor_name ON sensor_name.id = journal.sensor
                    WHERE journal.id > ? AND journal.id <= ? ORDER BY journal.id LIMIT ?
                    """, arguments: [id, last ?? .max, limit])
            var journal: [JournalRow] = []
            while let row = try rows.next() { journal.append(try Self.journalRow(row)) }
            return journal
        }
    }

    private static func journalRow(_ row: Row) throws -> JournalRow {
        let id: Int64 = row[0]
        guard let kind = JournalKind(rawValue: row[1]) else {
            throw StoreError(
                operation: "read the journal", code: .damaged,
                message: "row \(id) is of an unknown kind",
                hint: "run 'ethermap store check' and restore a backup")
        }
        let boot: Int64 = row[3]
        let sequence: Int64? = row[4]
        let received: Int64 = row[5]
        let payload: Data = row[6]
        return JournalRow(
            id: id,
            entry: JournalEntry(
                kind: kind, sensor: SensorID(unchecked: row[2]), bootID: boot.unsigned,
                sequence: sequence?.unsigned, received: UnixTime(nanoseconds: received.unsigned),
                payload: [UInt8](payload)))
    }
}
