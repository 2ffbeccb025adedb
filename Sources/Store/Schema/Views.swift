/// The views for people: times as Unix seconds, angles as degrees, words instead of codes.
///
/// They are the store's only public tables (docs/operating.md); everything else may change with
/// any release. A number that is not known is NULL.
enum Views {
    /// All views, as SQL.
    static let all = alerts + interferers + sensors + maps + knownEmitters + mutes

    /// Makes room for all of them.
    static let dropAll = [
        "v_alerts", "v_interferers", "v_sensors", "v_maps", "v_known_emitters", "v_mutes",
    ].map { "DROP VIEW IF EXISTS \($0);" }.joined()

    private static let alerts = """
        CREATE VIEW v_alerts AS SELECT
            alert_id AS id,
            alert.time / 1e9 AS time,
            kind,
            body ->> '$.region' AS region,
            body ->> '$.interferer.id' AS interferer,
            body ->> '$.interferer.band' AS band,
            body ->> '$.interferer.position.latitudeDegrees' AS latitude,
            body ->> '$.interferer.position.longitudeDegrees' AS longitude,
            body ->> '$.interferer.position.altitudeMetres' AS altitude_m,
            \(number("$.interferer.ce90Metres")) AS ce90_m,
            \(number("$.interferer.eirpDbm")) AS eirp_dbm,
            \(number("$.interferer.confidence")) AS confidence,
            body ->> '$.sensor' AS sensor,
            body ->> '$.message' AS message,
            published_at / 1e9 AS published_at,
            muted_by,
            acknowledgement.time / 1e9 AS acknowledged_at,
            acknowledgement.author AS acknowledged_by,
            acknowledgement.note AS note
        FROM alert LEFT JOIN acknowledgement USING (alert_id);

        """

    private static let interferers = """
        CREATE VIEW v_interferers AS SELECT
            id,
            phase,
            body ->> '$.band' AS band,
            body ->> '$.position.latitudeDegrees' AS latitude,
            body ->> '$.position.longitudeDegrees' AS longitude,
            body ->> '$.position.altitudeMetres' AS altitude_m,
            \(number("$.ce90Metres")) AS ce90_m,
            \(number("$.eirpDbm")) AS eirp_dbm,
            \(number("$.confidence")) AS confidence,
            (body ->> '$.firstSeen.nanoseconds') / 1e9 AS first_seen,
            (body ->> '$.lastSeen.nanoseconds') / 1e9 AS last_seen,
            body ->> '$.sensorCount' AS sensors,
            body ->> '$.sampleCount' AS samples,
            \(number("$.peakAboveBackgroundDb")) AS peak_above_background_db,
            body ->> '$.mapRevision' AS map_revision
        FROM interferer;

        """

    private static let knownEmitters = """
        CREATE VIEW v_known_emitters AS SELECT
            name,
            body ->> '$.band' AS band,
            body ->> '$.position.latitudeDegrees' AS latitude,
            body ->> '$.position.longitudeDegrees' AS longitude,
            body ->> '$.position.altitudeMetres' AS altitude_m,
            body ->> '$.eirpDbm' AS eirp_dbm,
            body ->> '$.radiusMetres' AS radius_m,
            since / 1e9 AS since,
            author
        FROM known_emitter;

        """

    private static let mutes = """
        CREATE VIEW v_mutes AS SELECT
            key,
            body ->> '$.subject.interferer._0' AS interferer,
            body ->> '$.subject.place._0.latitudeDegrees' AS latitude,
            body ->> '$.subject.place._0.longitudeDegrees' AS longitude,
            body ->> '$.subject.place.radiusMetres' AS radius_m,
            body ->> '$.subject.place.band' AS band,
            until / 1e9 AS until,
            body ->> '$.note' AS note,
            since / 1e9 AS since,
            author
        FROM mute;

        """

    private static let sensors = """
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

        """

    private static let maps = """
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

        """

    /// A number of the body; NaN and infinities, which JSON holds as words, become NULL.
    private static func number(_ path: String) -> String {
        "CASE json_type(body, '\(path)') WHEN 'text' THEN NULL ELSE body ->> '\(path)' END"
    }
}
