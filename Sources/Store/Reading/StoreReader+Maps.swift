import GRDB
import Model

extension StoreReader {
    /// Every map at its newest revision, by band and product.
    public func maps() throws -> [MapListing] {
        try reading("list the maps") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT map.product, map.band, map.generation, newest.revision,
                        newest.valid_time, newest.method, newest.known_cells
                    FROM map JOIN map_revision AS newest ON newest.map = map.id
                    WHERE newest.revision = (
                        SELECT max(own.revision) FROM map_revision AS own WHERE own.map = map.id)
                    ORDER BY map.generation
                    """)
            var listings: [MapKey: MapListing] = [:]
            for row in rows {
                guard let product = MapProduct(rawValue: row[0]) else { continue }
                let key = MapKey(product: product, band: BandID(unchecked: row[1]))
                let generation: Int64 = row[2]
                let revision: Int64 = row[3]
                let validTime: Int64 = row[4]
                // The order is by generation: a later one replaces an earlier one.
                listings[key] = MapListing(
                    key: key, revision: revision.unsigned,
                    validTime: UnixTime(nanoseconds: validTime.unsigned), method: row[5],
                    knownCellCount: row[6],
                    cellCount: try MapChain.grid(ofGeneration: generation, db).cellCount,
                    generation: generation)
            }
            return listings.values.sorted { $0.key < $1.key }
        }
    }

    /// A map as it is, or as it was at an instant; nil where there is none that old.
    public func map(_ key: MapKey, at time: UnixTime? = nil) throws -> RadioMap? {
        try reading("read map \(key.product.rawValue)/\(key.band)") { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT map.id, revision, generation
                    FROM map JOIN map_revision ON map_revision.map = map.id
                    WHERE product = ? AND band = ? AND valid_time <= ?
                    ORDER BY generation DESC, revision DESC LIMIT 1
                    """,
                arguments: [
                    key.product.rawValue, key.band.rawValue, time?.nanoseconds.stored ?? .max,
                ])
            guard let row else { return nil }
            return try MapChain.replay(
                map: row[0], key: key, grid: try MapChain.grid(ofGeneration: row[2], db),
                through: row[1], db)
        }
    }

    /// The revisions of a map between two instants, in their order.
    public func revisions(
        _ key: MapKey, from start: UnixTime = .zero, to end: UnixTime? = nil
    ) throws -> [MapRevision] {
        try reading("list the revisions of map \(key.product.rawValue)/\(key.band)") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT revision, round, valid_time, is_keyframe, changed_cells, byte_count,
                        generation
                    FROM map JOIN map_revision ON map_revision.map = map.id
                    WHERE product = ? AND band = ? AND valid_time BETWEEN ? AND ?
                    ORDER BY generation, revision
                    """,
                arguments: [
                    key.product.rawValue, key.band.rawValue, start.nanoseconds.stored,
                    end?.nanoseconds.stored ?? .max,
                ]
            ).map { row in
                let revision: Int64 = row[0]
                let round: Int64 = row[1]
                let validTime: Int64 = row[2]
                return MapRevision(
                    revision: revision.unsigned, round: round.unsigned,
                    validTime: UnixTime(nanoseconds: validTime.unsigned), isKeyframe: row[3],
                    changedCellCount: row[4], byteCount: row[5], generation: row[6])
            }
        }
    }
}
