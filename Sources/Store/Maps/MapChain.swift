import Foundation
import GRDB
import Model

/// A map's history in the file: keyframes, and the changes between them.
enum MapChain {
    /// One stored revision, without its cells.
    struct Link {
        var rowID: Int64
        var revision: Int64
        var round: Int64
        var validTime: Int64
        var isKeyframe: Bool
    }

    /// The grid of a generation.
    static func grid(ofGeneration generation: Int64, _ db: Database) throws -> Grid {
        let text = try String.fetchOne(
            db, sql: "SELECT grid FROM grid WHERE generation = ?", arguments: [generation])
        guard let text else {
            throw damage("the grid of generation \(generation) is missing")
        }
        return try StoredText.value(Grid.self, fromJSON: text)
    }

    /// Replays a map from the nearest keyframe through a revision.
    static func replay(
        map id: Int64, key: MapKey, grid: Grid, through revision: Int64, _ db: Database
    ) throws -> RadioMap {
        let start = try Int64.fetchOne(
            db,
            sql: """
                SELECT max(revision) FROM map_revision
                WHERE map = ? AND revision <= ? AND is_keyframe
                """,
            arguments: [id, revision])
        guard let start else {
            throw damage("map \(key.product.rawValue)/\(key.band) has no keyframe")
        }
        var map = RadioMap(key: key, grid: grid, method: "")
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT revision, valid_time, is_keyframe, method, cells FROM map_revision
                WHERE map = ? AND revision BETWEEN ? AND ? ORDER BY revision
                """,
            arguments: [id, start, revision])
        while let row = try rows.next() {
            try apply(row, to: &map)
        }
        return map
    }

    /// Puts one stored revision (revision, valid_time, is_keyframe, method, cells) into a map.
    static func apply(_ row: Row, to map: inout RadioMap) throws {
        let revision: Int64 = row[0]
        let validTime: Int64 = row[1]
        let isKeyframe: Bool = row[2]
        let cells: Data = row[4]
        let bytes = [UInt8](cells)
        let isSound =
            isKeyframe
            ? CellCoding.apply(keyframe: bytes, to: &map)
            : CellCoding.apply(change: bytes, to: &map)
        guard isSound else {
            throw damage(
                "revision \(revision) of map \(map.key.product.rawValue)/\(map.key.band) is damaged"
            )
        }
        map.revision = revision.unsigned
        map.validTime = UnixTime(nanoseconds: validTime.unsigned)
        map.method = row[3]
    }

    /// The error of a history that cannot be replayed.
    static func damage(_ message: String) -> StoreError {
        StoreError(
            operation: "replay the map history", code: .damaged, message: message,
            hint: "run 'ethermap store check' and restore a backup")
    }
}
