import GRDB
import Model

extension Store {
    /// The fencing epoch of this file's last start; 0 before the first.
    public var epoch: UInt64 {
        get throws { try peek("read the epoch") { $0.epoch } }
    }

    /// The last journal row committed; 0 before the first.
    public var lastJournalID: Int64 {
        get throws { try peek("read the journal's end") { $0.lastJournalID } }
    }

    /// The last round committed.
    public var lastRound: UInt64? {
        get throws {
            try peek("read the last round") { $0.lastRound?.unsigned }
        }
    }

    /// The generation of the map history; it grows when the grid changes.
    public var generation: Int64 {
        get throws { try peek("read the generation") { $0.generation } }
    }

    /// Begins a new epoch, greater than the stored and the given one, and on disk when it returns.
    ///
    /// - Parameter other: The greatest epoch seen on the bus.
    /// - Returns: The epoch, at most `Int64.max`.
    /// - Throws: `StoreError`, with code `tooLarge` where there is no greater one.
    public func beginEpoch(above other: UInt64) throws -> UInt64 {
        let operation = "begin an epoch"
        return try transaction(operation) { db, state in
            let greatest = max(state.epoch, other)
            guard greatest < UInt64(Int64.max) else {
                throw StoreError(
                    operation: operation, code: .tooLarge,
                    message: "epoch \(greatest) cannot be exceeded",
                    hint: "clear the retained owner of the region on the broker")
            }
            let epoch = greatest + 1
            try Meta.epoch.set(epoch.stored, db)
            state.epoch = epoch
            return epoch
        }
    }

    /// Begins a new generation of the map history, in which every map starts at revision 0.
    ///
    /// For a cold start that does not continue the stored maps. Earlier maps stay readable.
    public func beginGeneration() throws {
        _ = try transaction("begin a generation of maps") { db, state in
            try Self.addGeneration(of: state.grid, db)
            state = try WriterState(db)
        }
    }

    /// Makes a new file the region's, or sees that it is.
    static func claim(
        _ db: Database, region: Region, newEngineID: String, path: String
    ) throws -> String {
        if let text = try Meta.region.text(db) {
            let stored = try StoredText.value(Region.self, fromJSON: text)
            guard stored.id == region.id else {
                throw StoreError(
                    operation: "open '\(path)'", code: .wrongRegion,
                    message: "it belongs to region '\(stored.id)', not '\(region.id)'",
                    hint: "give each region its own state directory")
            }
        }
        try Meta.region.set(try StoredText.json(region), db)
        let newest = try String.fetchOne(
            db, sql: "SELECT grid FROM grid ORDER BY generation DESC LIMIT 1")
        let isSame = try newest.map { try StoredText.value(Grid.self, fromJSON: $0) == region.grid }
        if isSame != true { try addGeneration(of: region.grid, db) }
        if let engineID = try Meta.engineID.text(db) { return engineID }
        let engineID = StoredText.clean(newEngineID, bytesMax: 256)
        try Meta.engineID.set(engineID, db)
        return engineID
    }

    private static func addGeneration(of grid: Grid, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO grid (after_round, grid) VALUES (?, ?)",
            arguments: [try Meta.lastRound.number(db) ?? 0, try StoredText.json(grid)])
    }
}
