import Foundation
import GRDB
import Model

/// A map as the writer holds it, so that a keyframe can be written without reading anything.
struct LiveMap: Sendable {
    /// The map's row.
    let id: Int64
    /// Its content at its newest stored revision.
    private(set) var map: RadioMap
    /// Cells of which something is known.
    private var knownCount = 0
    /// Revisions since the newest keyframe; none stored yet where nil.
    private var changesSinceKeyframe: Int?

    /// The map of a key in a generation, with its row made where there is none yet.
    init(key: MapKey, grid: Grid, generation: Int64, _ db: Database) throws {
        let arguments: StatementArguments = [key.product.rawValue, key.band.rawValue, generation]
        try db.execute(
            sql: """
                INSERT INTO map (product, band, generation) VALUES (?, ?, ?)
                ON CONFLICT (product, band, generation) DO NOTHING
                """, arguments: arguments)
        let row = try Int64.fetchOne(
            db, sql: "SELECT id FROM map WHERE product = ? AND band = ? AND generation = ?",
            arguments: arguments)
        guard let row else { throw MapChain.damage("a map's row is missing") }
        id = row
        let newest = try Int64.fetchOne(
            db, sql: "SELECT max(revision) FROM map_revision WHERE map = ?", arguments: [id])
        guard let newest else {
            map = RadioMap(key: key, grid: grid, method: "")
            return
        }
        map = try MapChain.replay(map: id, key: key, grid: grid, through: newest, db)
        knownCount = map.values.count { !$0.isNaN }
        changesSinceKeyframe = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM map_revision WHERE map = ?1 AND revision > (
                    SELECT max(revision) FROM map_revision WHERE map = ?1 AND is_keyframe)
                """, arguments: [id])
    }

    /// Takes a change in and stores it, whole or sparse; the bytes stored are returned.
    mutating func commit(
        _ change: MapChange, round: Int64, keyframeInterval: Int, _ db: Database
    ) throws -> Int {
        let count = change.indices.count
        precondition(
            change.values.count == count && change.standardDeviationsDb.count == count
                && change.evidenceTimes.count == count, "a change's arrays have one length")
        precondition(
            change.indices.allSatisfy { Int($0) < map.grid.cellCount }, "a change lies in its grid")
        let revision = try change.revision.ordered("map revision", operation: "commit a round")
        guard change.revision > map.revision else {
            throw StoreError(
                operation: "commit a round", code: .conflict,
                message: "revision \(change.revision) of map \(change.key.product.rawValue)/"
                    + "\(change.key.band) does not follow \(map.revision)",
                hint: "begin from the stored map, or begin a new generation")
        }
        for (position, index) in change.indices.enumerated() {
            let wasKnown = !map.values[Int(index)].isNaN
            let isKnown = !change.values[position].isNaN
            knownCount += (isKnown ? 1 : 0) - (wasKnown ? 1 : 0)
        }
        map.apply(change)
        let isDue = changesSinceKeyframe.map { $0 + 1 >= keyframeInterval } ?? true
        let isKeyframe = isDue || 3 * count > map.grid.cellCount
        changesSinceKeyframe = isKeyframe ? 0 : (changesSinceKeyframe ?? 0) + 1
        let cells = isKeyframe ? CellCoding.keyframe(of: map) : CellCoding.cells(of: change)
        try db.cachedStatement(
            sql: """
                INSERT INTO map_revision (map, revision, round, valid_time, is_keyframe,
                    known_cells, changed_cells, byte_count, method, cells)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, revision, round, change.validTime.nanoseconds.stored, isKeyframe, knownCount,
            count, cells.count, StoredText.clean(change.method, bytesMax: 256), Data(cells),
        ])
        return cells.count
    }
}
