import Foundation
import GRDB

/// How the file is opened.
enum Connection {
    /// The writer: the one connection that changes the file and copies the log into it.
    static func writer(
        path: String, synchronous: StoreConfiguration.Synchronous
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "ethermap.store"
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA page_size = \(Schema.pageBytes);
                    PRAGMA application_id = \(Schema.applicationID);
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = \(synchronous.rawValue);
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -32768;
                    PRAGMA temp_store = MEMORY;
                    """)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A reader, which can neither change the file nor copy the log into it.
    static func reader(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "ethermap.store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA query_only = 1; PRAGMA cache_size = -16384")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// What a file turned out to be.
    enum Kind {
        /// There is none, or it is empty.
        case absent
        /// It is ours, of the schema that the number tells.
        case store(version: Int64)
    }

    /// Looks at a file without changing it; throws where it is something else than a store.
    static func kind(ofFileAt path: String, operation: String) throws -> Kind {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        // No attributes: there is no file, or no right to see it; opening it will tell.
        guard let size = attributes?[.size] as? Int, size > 0 else { return .absent }
        let (application, version, tables) = try reader(path: path).read { db in
            (
                try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
                try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            )
        }
        // A process killed while it made the file leaves one without tables.
        if tables == 0, application == 0 || application == Schema.applicationID { return .absent }
        guard application == Schema.applicationID else {
            throw StoreError(
                operation: operation, code: .notAStore,
                message: "'\(path)' is a database of another program",
                hint: "give the path of a store made by 'ethermap engine'")
        }
        guard version <= Schema.version else {
            throw StoreError(
                operation: operation, code: .newerSchema,
                message: "'\(path)' has schema \(version) and this program knows \(Schema.version)",
                hint: "use the ethermap that wrote it, or a later one")
        }
        return .store(version: version)
    }
}
