import Engine
import Foundation
import Model
import Store
import Synchronization

/// The engine's own thread: applies inputs, runs rounds, commits them, hands them to publication.
final class RoundLoop: Sendable {
    /// What the loop tells the outside, read by anyone.
    struct Status: Sendable {
        var counters: [String: Double] = [:]
        var roundNumber: UInt64 = 0
        var interfererCount = 0
        /// Inputs applied since the start.
        var appliedInputs = 0
        /// Whether nothing waits: no input, no tick that is due, no window.
        var isSettled = false
    }

    let status = Mutex(Status())
    private let configuration: ServiceConfiguration
    private let recovery: Recovery
    private let store: Store
    private let mailbox: InputMailbox
    private let publication: Publication
    private let now: @Sendable () -> UnixTime
    private let log: @Sendable (String) -> Void
    private let isStopping = Atomic(false)

    init(
        configuration: ServiceConfiguration, recovery: Recovery, store: Store,
        mailbox: InputMailbox, publication: Publication, now: @escaping @Sendable () -> UnixTime,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        self.recovery = recovery
        self.store = store
        self.mailbox = mailbox
        self.publication = publication
        self.now = now
        self.log = log
    }

    /// Ends `run` after the round in progress and a last snapshot.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        mailbox.close()
    }

    /// Runs until `stop`.
    ///
    /// - Parameters:
    ///   - recovered: the engine to go on with.
    ///   - health: called every `healthIntervalSeconds`.
    /// - Throws: where the store can no longer be written.
    func run(_ recovered: RegionEngine, health: () -> Void) throws {
        var engine = recovered
        var pace = WindowPace(
            budgetMax: configuration.engine.estimation.windowBudget,
            roundSeconds: configuration.engine.roundIntervalSeconds,
            isFixed: configuration.engine.clock == .event)
        var chores = Chores(now: now())
        // A stop may have come between the rounds that one input made due.
        if configuration.engine.clock == .event { try runDueRounds(&engine, pace: &pace) }
        try applyBacklog(to: &engine, pace: &pace)
        while !isStopping.load(ordering: .acquiring) {
            let items = mailbox.take(timeoutSeconds: 0.02)
            // What is not applied is in the journal, and comes first at the next start.
            for item in items where !isStopping.load(ordering: .acquiring) {
                try apply(item, to: &engine, pace: &pace)
            }
            try runDueRounds(&engine, pace: &pace)
            report(engine, applied: items.count)
            try attend(&chores, engine: engine, health: health)
        }
        try store.commit(recovery.snapshot(of: engine))
    }

    /// Rows that were durable but not applied when the last process ended.
    private func applyBacklog(to engine: inout RegionEngine, pace: inout WindowPace) throws {
        let inputs = JournalInputs(configuration: configuration.engine)
        // A kill between two rounds of one journal row: on event time the second one comes before the
        // next row, as it would have.
        if configuration.engine.clock == .event { try runDueRounds(&engine, pace: &pace) }
        var after = engine.journalThrough
        while true {
            let rows = try store.journal(after: after, through: nil, limit: Recovery.pageSize)
            guard let newest = rows.last else { return }
            for row in rows {
                if isStopping.load(ordering: .acquiring) { return }
                guard let input = inputs.input(of: row.entry) else { continue }
                try apply(
                    InputMailbox.Item(input: input, journalID: row.id), to: &engine, pace: &pace)
            }
            after = newest.id
            if rows.count < Recovery.pageSize { return }
        }
    }

    private func apply(
        _ item: InputMailbox.Item, to engine: inout RegionEngine, pace: inout WindowPace
    ) throws {
        // The backlog may have had it already.
        guard item.journalID > engine.journalThrough else { return }
        engine.accept(item.input, journalID: item.journalID)
        // On event time a round belongs to a place in the journal, not to a moment of this process.
        if configuration.engine.clock == .event { try runDueRounds(&engine, pace: &pace) }
    }

    private func runDueRounds(_ engine: inout RegionEngine, pace: inout WindowPace) throws {
        while !isStopping.load(ordering: .acquiring), let tick = engine.dueTick(now: now()) {
            let begun = ContinuousClock.now
            let result = try engine.runRound(closing: tick, windowBudget: pace.budget)
            try store.commit(RoundRecord(result))
            publication.publish(result, maps: engine.maps)
            for note in result.notes { log(note) }
            pace.note(
                windows: result.decision.windows.reduce(0) { $0 + $1.count },
                took: ContinuousClock.now - begun)
            // Where rounds are slower than ticks the next is always due: inputs have their turn first.
            if configuration.engine.clock == .wall { return }
        }
    }

    private func report(_ engine: RegionEngine, applied: Int) {
        let isSettled =
            mailbox.count == 0 && engine.dueTick(now: now()) == nil
            && engine.dirtyWindowCount == 0
        status.withLock { status in
            status.appliedInputs += applied
            status.roundNumber = engine.roundNumber
            status.interfererCount = engine.interfererCount
            status.isSettled = isSettled
            status.counters = engine.counters.named
            status.counters.merge(engine.spectrumCounters.named) { first, _ in first }
            status.counters["spectrum_sensors"] = Double(engine.spectrumSensorCount)
            status.counters["spectrum_tunings"] = Double(engine.spectrumTuningCount)
            status.counters["windows_waiting"] = Double(engine.dirtyWindowCount)
            status.counters["inputs_waiting"] = Double(mailbox.count)
            status.counters["interferers_active"] = Double(engine.interfererCount)
            status.counters["transitions_deferred"] = Double(
                engine.trackingCounts.deferredChanges)
            status.counters["tracks_dropped"] = Double(engine.trackingCounts.droppedTracks)
            let guarded = engine.guardCounts
            status.counters["planes_fallen_back"] = Double(guarded.tripped)
            status.counters["guard_fallbacks"] = Double(guarded.fallbacks)
            status.counters["known_emitters"] = Double(engine.operatorBook.knownEmitters.count)
            status.counters["mutes"] = Double(engine.operatorBook.mutes.count)
            status.counters["sensors_known"] = Double(engine.sensors.records.count)
            status.counters["sensors_online"] = Double(
                engine.sensors.records.count { $0.status == .online })
        }
    }

    /// What is due by the wall clock: alerts to send, snapshots, retention, checkpoints.
    private func attend(
        _ chores: inout Chores, engine: RegionEngine, health: () -> Void
    ) throws {
        let now = now()
        try publication.sendAlerts(from: store, now: now)
        if publication.takeNeedsEverything() {
            publication.publishEverything(
                engine, known: try StoreReader(store.path).interferers(includeCleared: true))
        }
        if chores.health.isDue(at: now, everySeconds: configuration.healthIntervalSeconds) {
            health()
        }
        if chores.snapshot.isDue(at: now, everySeconds: configuration.snapshotIntervalSeconds),
            engine.roundNumber > chores.snapshotRound
        {
            try store.commit(recovery.snapshot(of: engine))
            chores.snapshotRound = engine.roundNumber
        }
        if chores.retention.isDue(at: now, everySeconds: 60) {
            let report = try store.enforceRetention(now: now)
            if report.mapRevisions + report.journalRows > 0 {
                log(
                    "retention: \(report.journalRows) journal rows, "
                        + "\(report.mapRevisions) map revisions removed")
            }
        }
        if chores.checkpoint.isDue(at: now, everySeconds: 5) {
            _ = try store.checkpoint()
        } else {
            // At full flow 5 s of log would be 100 MB, and copying it would hold the intake up.
            _ = try store.checkpointIfDue()
        }
    }

    private struct Chores {
        var health: Chore
        var snapshot: Chore
        var retention: Chore
        var checkpoint: Chore
        var snapshotRound: UInt64 = 0

        init(now: UnixTime) {
            health = Chore(last: now)
            snapshot = Chore(last: now)
            retention = Chore(last: now)
            checkpoint = Chore(last: now)
        }
    }

    private struct Chore {
        var last: UnixTime

        mutating func isDue(at now: UnixTime, everySeconds interval: Double) -> Bool {
            guard abs(now.seconds(since: last)) >= interval else { return false }
            last = now
            return true
        }
    }
}

extension RoundRecord {
    /// What the store keeps of a round.
    init(_ result: RoundResult) {
        self.init(
            number: result.decision.number, tick: result.decision.validTime,
            journalThrough: result.decision.journalThrough, decision: result.decision.bytes,
            changes: result.changes, alerts: result.alerts, mutedAlerts: result.mutedAlerts,
            interferers: result.interferers,
            sensors: result.sensors.map { record in
                SensorSummary(
                    sensor: record.id, platform: record.platform, bootID: record.bootID,
                    status: record.status.text, lastSeen: record.lastSeen,
                    position: record.position, biasDb: record.bias.offsetDb,
                    framesAccepted: record.frameCount, framesLate: record.lateCount)
            })
    }
}
