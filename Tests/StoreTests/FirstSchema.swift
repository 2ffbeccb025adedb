/// The schema as version 1 wrote it, word for word: what an upgrade begins with.
enum FirstSchema {
    /// Tables and views.
    static let sql = """
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
        CREATE VIEW v_alerts AS SELECT
            alert_id AS id,
            time / 1e9 AS time,
            kind,
            body ->> '$.region' AS region,
            body ->> '$.interferer.id' AS interferer,
            body ->> '$.interferer.band' AS band,
            body ->> '$.interferer.position.latitudeDegrees' AS latitude,
            body ->> '$.interferer.position.longitudeDegrees' AS longitude,
            body ->> '$.interferer.position.altitudeMetres' AS altitude_m,
            CASE json_type(body, '$.interferer.ce90Metres') WHEN 'text'
                THEN NULL ELSE body ->> '$.interferer.ce90Metres' END AS ce90_m,
            CASE json_type(body, '$.interferer.eirpDbm') WHEN 'text'
                THEN NULL ELSE body ->> '$.interferer.eirpDbm' END AS eirp_dbm,
            CASE json_type(body, '$.interferer.confidence') WHEN 'text'
                THEN NULL ELSE body ->> '$.interferer.confidence' END AS confidence,
            body ->> '$.sensor' AS sensor,
            body ->> '$.message' AS message,
            published_at / 1e9 AS published_at
        FROM alert;

        CREATE VIEW v_interferers AS SELECT
            id,
            phase,
            body ->> '$.band' AS band,
            body ->> '$.position.latitudeDegrees' AS latitude,
            body ->> '$.position.longitudeDegrees' AS longitude,
            body ->> '$.position.altitudeMetres' AS altitude_m,
            CASE json_type(body, '$.ce90Metres') WHEN 'text'
                THEN NULL ELSE body ->> '$.ce90Metres' END AS ce90_m,
            CASE json_type(body, '$.eirpDbm') WHEN 'text'
                THEN NULL ELSE body ->> '$.eirpDbm' END AS eirp_dbm,
            CASE json_type(body, '$.confidence') WHEN 'text'
                THEN NULL ELSE body ->> '$.confidence' END AS confidence,
            (body ->> '$.firstSeen.nanoseconds') / 1e9 AS first_seen,
            (body ->> '$.lastSeen.nanoseconds') / 1e9 AS last_seen,
            body ->> '$.sensorCount' AS sensors,
            body ->> '$.sampleCount' AS samples,
            CASE json_type(body, '$.peakAboveBackgroundDb') WHEN 'text'
                THEN NULL ELSE body ->> '$.peakAboveBackgroundDb' END AS peak_above_background_db,
            body ->> '$.mapRevision' AS map_revision
        FROM interferer;

        CREATE VIEW v_sensors AS SELECT
            name AS sensor,
            platform,
            status,
            printf('%u', boot_id) AS boot_id,
            last_seen / 1e9 AS last_seen,
            latitude,
            longitude,
            altitude_m,
            bias_db,
            accepted AS frames_accepted,
            rejected AS frames_rejected,
            duplicate AS frames_duplicate,
            late AS frames_late,
            lost AS frames_lost
        FROM sensor;

        CREATE VIEW v_maps AS SELECT
            map.product,
            map.band,
            CASE map.product WHEN 'sinr' THEN 'dB' WHEN 'occupancy' THEN '1' ELSE 'dBm' END
                AS unit,
            newest.revision,
            newest.valid_time / 1e9 AS valid_time,
            newest.method,
            newest.known_cells,
            newest.round,
            map.generation
        FROM map JOIN map_revision AS newest ON newest.map = map.id
        WHERE newest.revision = (
            SELECT max(own.revision) FROM map_revision AS own WHERE own.map = map.id)
            AND map.generation = (
                SELECT max(later.generation) FROM map AS later
                WHERE later.product = map.product AND later.band = map.band);


        PRAGMA user_version = 1;
        """
}
