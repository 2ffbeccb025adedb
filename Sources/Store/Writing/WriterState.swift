import GRDB
import Model

/// What the writer knows about the file without reading it; a failed transaction makes it stale.
struct WriterState: Sendable {
    /// Whether it must be loaded anew before it is used.
    var isStale = false
    /// The last journal row; ids are given out one by one, and never again after a row is deleted.
    var lastJournalID: Int64
    /// Bytes committed since the write-ahead log was last copied into the file.
    var bytesSinceCheckpoint: Int64 = 0
    /// The last round.
    var lastRound: Int64?
    /// The last round's instant on the region's clock.
    var lastTick: UnixTime
    /// The fencing epoch.
    var epoch: UInt64
    /// How much the journal holds.
    var journal: Tally
    /// How much the quarantine holds.
    var quarantine: Tally
    /// How much the map history holds.
    var history: Tally
    /// The rows of sensors' names.
    var sensorRows: [SensorID: Int64] = [:]
    /// The generation of the map history.
    var generation: Int64
    /// The generation's grid.
    var grid: Grid
    /// The maps as stored, read when first needed.
    var maps: [MapKey: LiveMap] = [:]

    /// The state of a file.
    init(_ db: Database) throws {
        let greatest = try Int64.fetchOne(db, sql: "SELECT max(id) FROM journal") ?? 0
        lastJournalID = max(greatest, try Meta.journalPrunedThrough.number(db) ?? 0)
        lastRound = try Meta.lastRound.number(db)
        lastTick = UnixTime(nanoseconds: (try Meta.lastTick.number(db) ?? 0).unsigned)
        epoch = (try Meta.epoch.number(db) ?? 0).unsigned
        journal = try Tally(.journal, db)
        quarantine = try Tally(.quarantine, db)
        history = try Tally(.history, db)
        generation = try Int64.fetchOne(db, sql: "SELECT max(generation) FROM grid") ?? 0
        grid = try MapChain.grid(ofGeneration: generation, db)
    }

    /// The row of a sensor's name, made where there is none yet.
    mutating func row(of sensor: SensorID, _ db: Database) throws -> Int64 {
        if let row = sensorRows[sensor] { return row }
        try db.execute(
            sql: "INSERT INTO sensor_name (name) VALUES (?) ON CONFLICT (name) DO NOTHING",
            arguments: [sensor.rawValue])
        let row = try Int64.fetchOne(
            db, sql: "SELECT id FROM sensor_name WHERE name = ?", arguments: [sensor.rawValue])
        guard let row else {
            throw StoreError(
                operation: "name a sensor", code: .damaged, message: "'\(sensor)' has no row")
        }
        sensorRows[sensor] = row
        return row
    }
}
