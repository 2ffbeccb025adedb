import Foundation
import GRDB
import Model

/// Looks into a store, also while an engine writes to it; can change nothing.
///
/// Every method sees the store as it was at one commit.
public final class StoreReader: Sendable {
    /// The file.
    public let path: String
    let queue: DatabaseQueue

    /// Opens a store for reading.
    ///
    /// - Throws: `StoreError` with a hint where the file is missing, no store, or of another schema.
    public init(_ path: String) throws {
        let operation = "open '\(path)'"
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError(
                operation: operation, code: .missing, message: "there is no such file",
                hint: "start an engine, or give the path of its store")
        }
        do {
            guard
                case .store(let version) = try Connection.kind(
                    ofFileAt: path, operation: operation)
            else {
                throw StoreError(
                    operation: operation, code: .notAStore, message: "it is empty",
                    hint: "start an engine first")
            }
            guard version == Schema.version else {
                throw StoreError(
                    operation: operation, code: .olderSchema,
                    message: "it has schema \(version) and this program reads \(Schema.version)",
                    hint: "start the engine of this version once to bring it up to date")
            }
            queue = try Connection.reader(path: path)
        } catch {
            var failure = StoreError(operation, error)
            if failure.code == .notPermitted {
                // Without an engine SQLite must make the log's index beside the file.
                failure.hint = "read it as the engine's user, or while the engine runs"
            }
            throw failure
        }
        self.path = path
    }

    /// The region that the store belongs to, as last configured.
    public func region() throws -> Region {
        try reading("read the region") { db in
            guard let text = try Meta.region.text(db) else {
                throw StoreError(
                    operation: "read the region", code: .damaged, message: "it is missing")
            }
            return try StoredText.value(Region.self, fromJSON: text)
        }
    }

    /// How much the store holds.
    public func counters() throws -> StoreCounters {
        var counters = try reading("count") { db in
            var counters = StoreCounters()
            let journal = try Tally(.journal, db)
            counters.journalRows = Int(journal.rows)
            counters.journalBytes = journal.bytes
            counters.firstJournalID =
                try Int64.fetchOne(db, sql: "SELECT min(id) FROM journal") ?? 0
            counters.lastJournalID = try Int64.fetchOne(db, sql: "SELECT max(id) FROM journal") ?? 0
            let quarantine = try Tally(.quarantine, db)
            counters.quarantineRows = Int(quarantine.rows)
            counters.quarantineBytes = quarantine.bytes
            for row in try Row.fetchAll(db, sql: "SELECT reason, total FROM rejection_count") {
                counters.rejected[row[0]] = row[1]
            }
            let history = try Tally(.history, db)
            counters.mapRevisions = Int(history.rows)
            counters.historyBytes = history.bytes
            counters.alerts = try Self.count("alert", db)
            counters.unpublishedAlerts = try Self.count(
                "alert WHERE published_at IS NULL AND muted_by IS NULL", db)
            counters.decisions = try Self.count("decision", db)
            counters.snapshots = try Self.count("snapshot", db)
            counters.snapshotRound = try Int64.fetchOne(db, sql: "SELECT max(round) FROM snapshot")?
                .unsigned
            counters.lastRound = try Meta.lastRound.number(db)?.unsigned
            counters.epoch = (try Meta.epoch.number(db) ?? 0).unsigned
            counters.engineID = try Meta.engineID.text(db) ?? ""
            return counters
        }
        counters.fileBytes = Self.size(of: path)
        counters.logBytes = Self.size(of: path + "-wal")
        return counters
    }

    /// Reads in one transaction.
    func reading<Value: Sendable>(
        _ operation: String, _ body: (Database) throws -> Value
    ) throws -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw StoreError(operation, error)
        }
    }

    static func count(_ table: String, _ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
    }

    private static func size(of path: String) -> Int64 {
        // A log that is not there holds nothing.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? Int).map(Int64.init) ?? 0
    }
}
