import GRDB

/// The tables of the store and how a file comes to have them.
enum Schema {
    /// Marks our files, "ETMP", in SQLite's header.
    static let applicationID: Int64 = 0x4554_4D50
    /// The schema that this code writes, in `PRAGMA user_version`.
    static let version: Int64 = 2
    /// Bytes of a page: frames of 2 KiB fill pages of 16 KiB well, which costs less than half of
    /// the processor time of 4 KiB pages.
    static let pageBytes = 16_384

    /// Every step from an empty file to the newest schema.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tables") { db in
            try db.execute(sql: identityTables)
            try db.execute(sql: intakeTables)
            try db.execute(sql: outputTables)
            try db.execute(sql: historyTables)
            try db.execute(sql: "PRAGMA user_version = 1")
        }
        migrator.registerMigration("2 what operators say") { db in
            try db.execute(sql: operatorTables)
            // Views hold nothing: the last step makes them all anew.
            try db.execute(sql: Views.dropAll)
            try db.execute(sql: Views.all)
            try db.execute(sql: "PRAGMA user_version = 2")
        }
        return migrator
    }

    /// What the file is and how much it holds.
    private static let identityTables = """
        CREATE TABLE meta (
            key TEXT PRIMARY KEY,
            value
        ) WITHOUT ROWID;
        CREATE TABLE tally (
            name TEXT PRIMARY KEY,
            row_count INTEGER NOT NULL,
            byte_count INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE grid (
            generation INTEGER PRIMARY KEY,
            after_round INTEGER NOT NULL,
            grid TEXT NOT NULL
        );
        CREATE TABLE sensor_name (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        );
        """

    /// What came in.
    ///
    /// Journal ids are given out by the writer, without gaps and never twice.
    private static let intakeTables = """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            sensor INTEGER NOT NULL REFERENCES sensor_name,
            boot_id INTEGER NOT NULL,
            sequence INTEGER,
            received INTEGER NOT NULL,
            payload BLOB NOT NULL
        );
        CREATE UNIQUE INDEX journal_frame ON journal (sensor, boot_id, sequence)
            WHERE sequence IS NOT NULL;
        CREATE TABLE ledger (
            sensor INTEGER NOT NULL REFERENCES sensor_name,
            boot_id INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (sensor, boot_id)
        ) WITHOUT ROWID;
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            received INTEGER NOT NULL,
            topic TEXT NOT NULL,
            sensor TEXT,
            boot_id INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            payload_length INTEGER NOT NULL,
            payload BLOB NOT NULL
        );
        CREATE TABLE rejection_count (
            reason TEXT PRIMARY KEY,
            total INTEGER NOT NULL
        ) WITHOUT ROWID;
        """

    /// What went out: the outbox of alerts, interferers and sensors as they are.
    private static let outputTables = """
        CREATE TABLE alert (
            position INTEGER PRIMARY KEY,
            alert_id TEXT NOT NULL UNIQUE,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            round INTEGER,
            published_at INTEGER,
            body TEXT NOT NULL
        );
        CREATE INDEX alert_unpublished ON alert (position) WHERE published_at IS NULL;
        CREATE INDEX alert_time ON alert (time);
        CREATE TABLE interferer (
            id TEXT PRIMARY KEY,
            phase TEXT NOT NULL,
            tick INTEGER NOT NULL,
            body TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE interferer_history (
            id TEXT NOT NULL,
            round INTEGER NOT NULL,
            tick INTEGER NOT NULL,
            phase TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (id, round)
        ) WITHOUT ROWID;
        CREATE INDEX interferer_history_tick ON interferer_history (tick);
        CREATE TABLE sensor (
            name TEXT PRIMARY KEY,
            platform TEXT NOT NULL,
            boot_id INTEGER NOT NULL,
            status TEXT NOT NULL,
            last_seen INTEGER NOT NULL,
            latitude REAL,
            longitude REAL,
            altitude_m REAL,
            bias_db REAL,
            accepted INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            duplicate INTEGER NOT NULL,
            late INTEGER NOT NULL,
            lost INTEGER NOT NULL
        ) WITHOUT ROWID;
        """

    /// What operators have said, and what came of it.
    private static let operatorTables = """
        ALTER TABLE alert ADD COLUMN muted_by TEXT;
        DROP INDEX alert_unpublished;
        CREATE INDEX alert_unpublished ON alert (position)
            WHERE published_at IS NULL AND muted_by IS NULL;
        CREATE INDEX alert_interferer ON alert (body ->> '$.interferer.id');
        CREATE TABLE operator_command (
            id TEXT PRIMARY KEY,
            journal INTEGER NOT NULL,
            received INTEGER NOT NULL,
            author TEXT NOT NULL,
            body TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE known_emitter (
            name TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            author TEXT NOT NULL,
            body TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE mute (
            key TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            author TEXT NOT NULL,
            until INTEGER,
            body TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE acknowledgement (
            alert_id TEXT PRIMARY KEY,
            time INTEGER NOT NULL,
            author TEXT NOT NULL,
            note TEXT
        ) WITHOUT ROWID;
        """

    /// What was computed: decisions, snapshots and the history of every map.
    private static let historyTables = """
        CREATE TABLE decision (
            round INTEGER PRIMARY KEY,
            tick INTEGER NOT NULL,
            journal_through INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            decision BLOB NOT NULL
        );
        CREATE TABLE snapshot (
            round INTEGER PRIMARY KEY,
            tick INTEGER NOT NULL,
            journal_through INTEGER NOT NULL,
            configuration_hash TEXT NOT NULL,
            generation INTEGER NOT NULL REFERENCES grid,
            digest INTEGER NOT NULL,
            state BLOB NOT NULL
        );
        CREATE TABLE map (
            id INTEGER PRIMARY KEY,
            generation INTEGER NOT NULL REFERENCES grid,
            product TEXT NOT NULL,
            band TEXT NOT NULL,
            UNIQUE (product, band, generation)
        );
        CREATE TABLE map_revision (
            id INTEGER PRIMARY KEY,
            map INTEGER NOT NULL REFERENCES map,
            revision INTEGER NOT NULL,
            round INTEGER NOT NULL,
            valid_time INTEGER NOT NULL,
            is_keyframe INTEGER NOT NULL,
            known_cells INTEGER NOT NULL,
            changed_cells INTEGER NOT NULL,
            byte_count INTEGER NOT NULL,
            method TEXT NOT NULL,
            cells BLOB NOT NULL
        );
        CREATE UNIQUE INDEX map_revision_order ON map_revision (map, revision);
        CREATE INDEX map_revision_keyframe ON map_revision (map, revision, round, valid_time)
            WHERE is_keyframe;
        CREATE INDEX map_revision_time ON map_revision (map, valid_time, revision);
        CREATE INDEX map_revision_round ON map_revision (map, round, revision);
        """
}
