import GRDB

/// How much a table holds, kept beside it because counting would read the whole table.
struct Tally: Sendable {
    /// Bytes that a row is taken to need besides its payload.
    static let rowOverheadBytes: Int64 = 64

    /// Which table.
    enum Name: String {
        /// The journal.
        case journal
        /// The quarantine.
        case quarantine
        /// The map history.
        case history
    }

    /// The table.
    let name: Name
    /// Its rows.
    private(set) var rows: Int64
    /// Its bytes, overhead included.
    private(set) var bytes: Int64

    /// The tally as stored.
    init(_ name: Name, _ db: Database) throws {
        let row = try Row.fetchOne(
            db, sql: "SELECT row_count, byte_count FROM tally WHERE name = ?",
            arguments: [name.rawValue])
        self.name = name
        rows = row?[0] ?? 0
        bytes = row?[1] ?? 0
    }

    /// Counts rows and the bytes of their payloads.
    mutating func add(rows count: Int, payloadBytes: Int) {
        rows += Int64(count)
        bytes += Int64(payloadBytes) + Int64(count) * Self.rowOverheadBytes
    }

    /// Stores the tally, in the transaction that changed the table.
    func save(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO tally VALUES (?, ?, ?)
                ON CONFLICT (name) DO UPDATE
                SET row_count = excluded.row_count, byte_count = excluded.byte_count
                """
        ).execute(arguments: [name.rawValue, rows, bytes])
    }
}
