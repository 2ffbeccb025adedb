import GRDB

/// A keyframe and the changes up to the next one: what retention deletes of a map, at once.
struct MapSegment {
    /// The map's row.
    var map: Int64
    /// The keyframe's revision.
    var first: Int64
    /// The next keyframe's revision; nil in the last segment of an old generation.
    var next: Int64?
    /// The instant from which the next keyframe speaks; the segment is of no use after it.
    var supersededAt: Int64

    /// The oldest segments that present maps and kept snapshots do not need.
    static func deletable(
        throughRound round: Int64, generation: Int64, limit: Int, _ db: Database
    ) throws -> [MapSegment] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT map, revision, next, superseded_at FROM (
                    SELECT map, revision, generation,
                        lead(revision) OVER own AS next,
                        lead(round) OVER own AS next_round,
                        lead(valid_time) OVER own AS superseded_at,
                        max(valid_time) OVER own AS reached
                    FROM map_revision JOIN map ON map.id = map_revision.map
                    WHERE is_keyframe
                    WINDOW own AS (PARTITION BY map ORDER BY revision))
                WHERE next_round <= ?1 OR (next IS NULL AND generation < ?2)
                ORDER BY reached, revision LIMIT ?3
                """, arguments: [round, generation, limit]
        ).map { row in
            let map: Int64 = row[0]
            let last = try Int64.fetchOne(
                db, sql: "SELECT max(valid_time) FROM map_revision WHERE map = ?", arguments: [map])
            return MapSegment(
                map: map, first: row[1], next: row[2], supersededAt: row[3] ?? last ?? .max)
        }
    }

    /// Deletes the segment; its rows and the bytes of their cells are returned.
    func delete(_ db: Database) throws -> (rows: Int, bytes: Int) {
        let arguments: StatementArguments = [map, first, next ?? .max]
        let bytes = try Int.fetchOne(
            db,
            sql: """
                SELECT sum(byte_count) FROM map_revision
                WHERE map = ? AND revision >= ? AND revision < ?
                """, arguments: arguments)
        try db.execute(
            sql: "DELETE FROM map_revision WHERE map = ? AND revision >= ? AND revision < ?",
            arguments: arguments)
        return (db.changesCount, bytes ?? 0)
    }

    /// Forgets maps of old generations of which nothing is left.
    static func deleteEmptyMaps(before generation: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM map WHERE generation < ? AND NOT EXISTS (
                    SELECT 1 FROM map_revision WHERE map_revision.map = map.id)
                """, arguments: [generation])
    }
}
