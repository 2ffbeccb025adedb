import Engine
import Model
import Numerics
import Store
import Wire

/// Brings the engine back to where the last committed round left it, and finds what is left to do.
///
/// Snapshot, then the journal's rows in their order, with each journaled decision repeated at its
/// place. What was committed is not committed or published again.
struct Recovery {
    /// Journal rows read at a time.
    static let pageSize = 1_000

    let configuration: EngineConfiguration
    let configurationHash: String
    let store: Store
    let log: @Sendable (String) -> Void

    /// The engine after its last committed round.
    func recover() throws -> RegionEngine {
        guard let snapshot = try store.latestSnapshot(configurationHash: configurationHash) else {
            return try coldStart(because: "the configuration has changed")
        }
        var engine: RegionEngine
        do {
            engine = try RegionEngine(
                configuration: configuration, restoring: snapshot.state,
                map: { try store.map($0, atRound: snapshot.round) })
        } catch let error as EngineStateError {
            // Another version's, mostly: an engine that does not start would help nobody.
            return try coldStart(because: "\(error)")
        } catch let error as ByteReaderError {
            // A part of it that another version wrote otherwise, or damaged bytes.
            return try coldStart(
                because: "\(EngineStateError(reason: "it cannot be read: \(error)"))")
        }
        let inputs = JournalInputs(configuration: configuration)
        var after = snapshot.journalThrough
        let decisions = try store.decisions(after: snapshot.round)
        for row in decisions {
            let decision = try RoundDecision(bytes: row.decision)
            try feed(&engine, after: &after, through: decision.journalThrough, with: inputs)
            _ = try engine.repeatRound(decision)
        }
        if decisions.isEmpty {
            // Samples that waited when the snapshot was taken lie below its own watermark.
            try feed(&engine, after: &after, through: engine.journalThrough, with: inputs)
        }
        log(
            "recovered: snapshot of round \(snapshot.round), \(decisions.count) rounds repeated, "
                + "journal row \(after)")
        return engine
    }

    /// A first start, or one that the stored state does not serve.
    private func coldStart(because reason: String) throws -> RegionEngine {
        var engine = try RegionEngine(configuration: configuration)
        if let round = try store.lastRound {
            let reader = try StoreReader(store.path)
            let known = try reader.interferers(includeCleared: true).map(\.id)
            let book = OperatorBook(
                knownEmitters: try reader.knownEmitters().map(\.value),
                mutes: try reader.mutes().map(\.value), clock: try reader.lastTick())
            try store.beginGeneration()
            engine.continueNumbering(
                afterRound: round, journalID: try store.lastJournalID, interferers: known,
                book: book)
            log("\(reason); after round \(round) maps start anew from live frames")
        }
        try store.commit(snapshot(of: engine))
        return engine
    }

    /// A snapshot to be committed.
    func snapshot(of engine: RegionEngine) -> SnapshotRecord {
        SnapshotRecord(
            round: engine.roundNumber, tick: engine.newestTime,
            journalThrough: engine.snapshotJournalThrough, configurationHash: configurationHash,
            state: engine.stateBytes)
    }

    /// Feeds journal rows up to and including one to the engine.
    private func feed(
        _ engine: inout RegionEngine, after: inout Int64, through last: Int64,
        with inputs: JournalInputs
    ) throws {
        while after < last {
            let rows = try store.journal(after: after, through: last, limit: Self.pageSize)
            guard let newest = rows.last else { return }
            for row in rows {
                if let input = inputs.input(of: row.entry) {
                    engine.accept(input, journalID: row.id)
                }
            }
            after = newest.id
        }
    }
}
