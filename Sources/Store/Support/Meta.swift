import GRDB

/// The store's few single facts.
enum Meta: String {
    /// The region as JSON.
    case region
    /// The engine's identity.
    case engineID = "engine_id"
    /// The fencing epoch.
    case epoch
    /// The last journal row that retention has deleted.
    case journalPrunedThrough = "journal_pruned_through"
    /// The last round committed.
    case lastRound = "last_round"
    /// The last round's instant on the region's clock.
    case lastTick = "last_tick"

    /// The fact as text.
    func text(_ db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [rawValue])
    }

    /// The fact as a number.
    func number(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [rawValue])
    }

    /// Writes the fact.
    func set(_ value: some DatabaseValueConvertible, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """
        ).execute(arguments: [rawValue, value])
    }
}
