import GRDB
import Model

extension Store {
    /// Writes an interferer's state where it is news, and keeps past states at a bounded rate.
    func write(
        _ interferer: InterfererState, round: Int64, tick: UnixTime, _ db: Database
    ) throws {
        let body = try StoredText.json(interferer)
        let id = interferer.id.rawValue
        let known = try String.fetchOne(
            db.cachedStatement(sql: "SELECT body FROM interferer WHERE id = ?"), arguments: [id])
        guard known != body else { return }
        let phase = interferer.phase.word
        try db.cachedStatement(
            sql: """
                INSERT INTO interferer VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
                SET phase = excluded.phase, tick = excluded.tick, body = excluded.body
                """
        ).execute(arguments: [id, phase, tick.nanoseconds.stored, body])
        let last = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT tick, phase FROM interferer_history
                    WHERE id = ? ORDER BY round DESC LIMIT 1
                    """), arguments: [id])
        if let last, last[1] == phase {
            let lastTick: Int64 = last[0]
            let age = tick.seconds(since: UnixTime(nanoseconds: lastTick.unsigned))
            guard age >= configuration.interfererHistorySeconds else { return }
        }
        try db.cachedStatement(sql: "INSERT INTO interferer_history VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [id, round, tick.nanoseconds.stored, phase, body])
    }

    /// Writes how a sensor is now.
    func write(_ sensor: SensorSummary, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO sensor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET
                    platform = excluded.platform, boot_id = excluded.boot_id,
                    status = excluded.status, last_seen = excluded.last_seen,
                    latitude = excluded.latitude, longitude = excluded.longitude,
                    altitude_m = excluded.altitude_m, bias_db = excluded.bias_db,
                    accepted = excluded.accepted, rejected = excluded.rejected,
                    duplicate = excluded.duplicate, late = excluded.late, lost = excluded.lost
                """
        ).execute(arguments: [
            sensor.sensor.rawValue, sensor.platform.word, sensor.bootID.stored,
            StoredText.clean(sensor.status, bytesMax: 64), sensor.lastSeen.nanoseconds.stored,
            sensor.position?.latitudeDegrees, sensor.position?.longitudeDegrees,
            sensor.position?.altitudeMetres, sensor.biasDb, Int64(clamping: sensor.framesAccepted),
            Int64(clamping: sensor.framesRejected), Int64(clamping: sensor.framesDuplicate),
            Int64(clamping: sensor.framesLate), Int64(clamping: sensor.framesLost),
        ])
    }
}
