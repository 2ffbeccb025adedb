import GRDB
import Model

extension StoreReader {
    /// The newest alerts from an instant on, oldest of them first.
    ///
    /// - Parameters:
    ///   - start: The instant, or nil for the beginning.
    ///   - limit: The most alerts.
    ///   - kind: Only alerts of this kind.
    /// - Returns: The alerts, ascending by time.
    /// - Throws: `StoreError`.
    public func alerts(
        since start: UnixTime? = nil, limit: Int = 100, kind: AlertKind? = nil
    ) throws -> [Alert] {
        try reading("read the alerts") { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT body FROM alert WHERE time >= ?1 AND (?2 IS NULL OR kind = ?2)
                    ORDER BY time DESC, position DESC LIMIT ?3
                    """,
                arguments: [start?.nanoseconds.stored ?? .min, kind?.name, limit]
            ).reversed().map { try StoredText.value(Alert.self, fromJSON: $0) }
        }
    }

    /// One alert; nil where its id is not known.
    public func alert(id: String) throws -> Alert? {
        try reading("read alert '\(id)'") { db in
            try String.fetchOne(
                db, sql: "SELECT body FROM alert WHERE alert_id = ?",
                arguments: [StoredText.clean(id)]
            ).map { try StoredText.value(Alert.self, fromJSON: $0) }
        }
    }

    /// The interferers as they are, or as they were at an instant, by id.
    ///
    /// Past states are kept every few seconds (`interfererHistorySeconds`) and at every change of
    /// phase, so that a state may be that much older than `time`.
    public func interferers(
        at time: UnixTime? = nil, includeCleared: Bool = false
    ) throws -> [InterfererState] {
        try reading("read the interferers") { db in
            let bodies: [String]
            if let time {
                bodies = try String.fetchAll(
                    db,
                    sql: """
                        SELECT body FROM interferer_history AS newest
                        WHERE round = (
                            SELECT max(round) FROM interferer_history
                            WHERE id = newest.id AND tick <= ?)
                        ORDER BY id
                        """, arguments: [time.nanoseconds.stored])
            } else {
                bodies = try String.fetchAll(db, sql: "SELECT body FROM interferer ORDER BY id")
            }
            return try bodies.map { try StoredText.value(InterfererState.self, fromJSON: $0) }
                .filter { includeCleared || $0.phase != .cleared }
        }
    }

    /// Every sensor as it is, by id.
    public func sensors() throws -> [SensorSummary] {
        try reading("read the sensors") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, platform, boot_id, status, last_seen, latitude, longitude,
                        altitude_m, bias_db, accepted, rejected, duplicate, late, lost
                    FROM sensor ORDER BY name
                    """
            ).map(Self.sensor)
        }
    }

    private static func sensor(_ row: Row) -> SensorSummary {
        let boot: Int64 = row[2]
        let lastSeen: Int64 = row[4]
        let latitude: Double? = row[5]
        let longitude: Double? = row[6]
        let altitude: Double? = row[7]
        let counts = (9...13).map { column -> UInt64 in
            let count: Int64 = row[column]
            return count.unsigned
        }
        var position: GeodeticPosition?
        if let latitude, let longitude, let altitude {
            position = GeodeticPosition(
                latitudeDegrees: latitude, longitudeDegrees: longitude, altitudeMetres: altitude)
        }
        return SensorSummary(
            sensor: SensorID(unchecked: row[0]), platform: SensorPlatform(word: row[1]),
            bootID: boot.unsigned, status: row[3],
            lastSeen: UnixTime(nanoseconds: lastSeen.unsigned), position: position,
            biasDb: row[8], framesAccepted: counts[0], framesRejected: counts[1],
            framesDuplicate: counts[2], framesLate: counts[3], framesLost: counts[4])
    }
}
