import GRDB
import Model

extension Store {
    /// The name under which commands stand in the journal: no sensor can have it.
    static let operatorName = SensorID(unchecked: "@operator")

    /// Commits an operator's commands in one transaction: journal, tables, and the log of commands.
    ///
    /// - Parameters:
    ///   - commands: in their order.
    ///   - time: when the engine took them.
    /// - Returns: The journal id of each; nil where a command is in the journal already.
    /// - Throws: `StoreError`.
    public func commit(_ commands: [OperatorCommand], received time: UnixTime) throws -> [Int64?] {
        try transaction("commit \(commands.count) commands") { db, state in
            try commands.map { command in
                let isKnown = try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM operator_command WHERE id = ?)",
                    arguments: [command.id])
                if isKnown == true { return nil }
                let entry = JournalEntry(
                    kind: .command, sensor: Self.operatorName, bootID: 0, sequence: nil,
                    received: time, payload: try command.bytes())
                let row = try journal([entry], db, &state)[0]
                try db.execute(
                    sql: "INSERT INTO operator_command VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        command.id, row, time.nanoseconds.stored,
                        StoredText.clean(command.author, bytesMax: 200),
                        try StoredText.json(command.action),
                    ])
                try write(command, db)
                return row
            }
        }
    }

    private func write(_ command: OperatorCommand, _ db: Database) throws {
        let time = command.time.nanoseconds.stored
        let author = StoredText.clean(command.author, bytesMax: 200)
        switch command.action {
        case .addKnownEmitter(let emitter):
            try db.execute(
                sql: "INSERT OR REPLACE INTO known_emitter VALUES (?, ?, ?, ?)",
                arguments: [emitter.name, time, author, try StoredText.json(emitter)])
        case .removeKnownEmitter(let name):
            try db.execute(sql: "DELETE FROM known_emitter WHERE name = ?", arguments: [name])
        case .mute(let mute):
            try db.execute(
                sql: "INSERT OR REPLACE INTO mute VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    mute.key, time, author, mute.until?.nanoseconds.stored,
                    try StoredText.json(mute),
                ])
        case .unmute(let key):
            try db.execute(sql: "DELETE FROM mute WHERE key = ?", arguments: [key])
        case .acknowledge(let alertIDs, let note):
            for id in alertIDs {
                // The first who has seen it counts.
                try db.execute(
                    sql: """
                        INSERT INTO acknowledgement VALUES (?, ?, ?, ?)
                        ON CONFLICT (alert_id) DO UPDATE
                        SET note = coalesce(excluded.note, note)
                        """, arguments: [StoredText.clean(id), time, author, note])
            }
        }
    }

    /// Forgets commands and acknowledgements of what is gone; mutes that have ended long ago.
    func dropOperatorRecords(before cutoff: UnixTime, _ db: Database) throws {
        let time = cutoff.nanoseconds.stored
        try db.execute(sql: "DELETE FROM operator_command WHERE received < ?", arguments: [time])
        try db.execute(sql: "DELETE FROM mute WHERE until < ?", arguments: [time])
        try db.execute(
            sql: """
                DELETE FROM acknowledgement WHERE time < ? AND NOT EXISTS (
                    SELECT 1 FROM alert WHERE alert.alert_id = acknowledgement.alert_id)
                """, arguments: [time])
    }
}
