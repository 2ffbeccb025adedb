import GRDB
import Model

extension Store {
    /// The most that one call deletes, in transactions of one pruning each.
    private static let journalPruningsPerCall = 64
    /// The most parts of map history that one call deletes.
    private static let segmentsPerCall = 256

    /// Deletes what is older or more than the configuration allows and no longer needed.
    ///
    /// Journal, quarantine and published alerts age by `now`; the history of maps and interferers
    /// ages by the region's clock, which for recordings is not the wall clock. A call is bounded;
    /// `isComplete` tells whether to call again soon.
    ///
    /// - Parameter now: The present, as in the entries' `received`.
    /// - Returns: What was deleted, and what had to stay.
    /// - Throws: `StoreError`.
    public func enforceRetention(now: UnixTime) throws -> RetentionReport {
        var report = RetentionReport()
        try retainJournal(now, &report)
        try retainHistory(&report)
        try retainRest(now, &report)
        return report
    }

    private func retainJournal(_ now: UnixTime, _ report: inout RetentionReport) throws {
        for pruning in 1...Self.journalPruningsPerCall {
            let rowsMax = Self.journalRowsPerPruning
            let (rows, bytes) = try transaction("prune the journal") { db, state in
                try pruneJournal(
                    through: try floor(db)?.journalThrough, now: now, rowsMax: rowsMax, db, &state)
            }
            report.journalRows += rows
            report.journalBytes += bytes
            guard rows == rowsMax else { break }
            if pruning == Self.journalPruningsPerCall { report.isComplete = false }
        }
        let bytes = try peek("weigh the journal") { $0.journal.bytes }
        report.journalBytesHeldBack = max(bytes - configuration.journalBytesMax, 0)
    }

    /// Deletes the oldest rows that a limit condemns and no snapshot needs.
    func pruneJournal(
        through last: Int64?, now: UnixTime, rowsMax: Int, _ db: Database,
        _ state: inout WriterState
    ) throws -> (rows: Int, bytes: Int64) {
        guard let last else { return (0, 0) }
        let cutoff = now.advanced(bySeconds: -configuration.journalRetentionSeconds)
        let before = state.journal
        var surplus = before.bytes - configuration.journalBytesMax
        var pruned: Int64?
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, received, length(payload) FROM journal
                WHERE id <= ? ORDER BY id LIMIT ?
                """, arguments: [last, rowsMax])
        while let row = try rows.next() {
            let received: Int64 = row[1]
            let size: Int = row[2]
            guard surplus > 0 || received < cutoff.nanoseconds.stored else { break }
            pruned = row[0]
            surplus -= Int64(size) + Tally.rowOverheadBytes
            state.journal.add(rows: -1, payloadBytes: -size)
        }
        guard let pruned else { return (0, 0) }
        try db.execute(sql: "DELETE FROM journal WHERE id <= ?", arguments: [pruned])
        try Meta.journalPrunedThrough.set(pruned, db)
        try state.journal.save(db)
        return (Int(before.rows - state.journal.rows), before.bytes - state.journal.bytes)
    }

    /// Deletes decisions that the kept snapshots contain; returns how many.
    func dropDecisions(_ floor: Floor, _ db: Database) throws -> Int {
        // As with the journal: while a snapshot is missing, the beginning is what to fall back on.
        guard floor.journalThrough != nil else { return 0 }
        try db.execute(sql: "DELETE FROM decision WHERE round <= ?", arguments: [floor.round])
        return db.changesCount
    }

    private func retainHistory(_ report: inout RetentionReport) throws {
        let (revisions, bytes, isComplete, left) = try transaction("prune the map history") {
            db, state in
            let before = state.history
            let cutoff = state.lastTick.advanced(bySeconds: -configuration.historyRetentionSeconds)
            let segments = try MapSegment.deletable(
                throughRound: try floor(db)?.round ?? .max, generation: state.generation,
                limit: Self.segmentsPerCall, db)
            var isComplete = segments.count < Self.segmentsPerCall
            // A map's history may only be cut at its beginning.
            var keptMaps: Set<Int64> = []
            for segment in segments where !keptMaps.contains(segment.map) {
                let isSurplus = state.history.bytes > configuration.historyBytesMax
                guard isSurplus || segment.supersededAt < cutoff.nanoseconds.stored else {
                    isComplete = true
                    keptMaps.insert(segment.map)
                    continue
                }
                let (rows, size) = try segment.delete(db)
                state.history.add(rows: -rows, payloadBytes: -size)
            }
            try MapSegment.deleteEmptyMaps(before: state.generation, db)
            try state.history.save(db)
            return (
                Int(before.rows - state.history.rows), before.bytes - state.history.bytes,
                isComplete, state.history.bytes
            )
        }
        report.mapRevisions = revisions
        report.historyBytes = bytes
        report.historyBytesHeldBack = max(left - configuration.historyBytesMax, 0)
        if !isComplete { report.isComplete = false }
    }

    private func retainRest(_ now: UnixTime, _ report: inout RetentionReport) throws {
        let alertCutoff = now.advanced(bySeconds: -configuration.historyRetentionSeconds)
        let quarantineCutoff = now.advanced(bySeconds: -configuration.historyRetentionSeconds)
        let counts = try transaction("prune alerts, interferers and the quarantine") {
            db, state -> [Int] in
            let floor = try floor(db)
            var rejected = try dropQuarantine(before: quarantineCutoff, db, &state)
            rejected += try trimQuarantine(db, &state)
            try state.quarantine.save(db)
            // An alert of a round that may be replayed stays: its id keeps it from being sent twice.
            try db.execute(
                sql: """
                    DELETE FROM alert WHERE (round IS NULL OR round <= ?2)
                        AND (published_at < ?1 OR (muted_by IS NOT NULL AND time < ?3))
                    """,
                arguments: [
                    alertCutoff.nanoseconds.stored, floor?.round ?? -1,
                    // Of muted ones nobody knows the wall clock.
                    state.lastTick.advanced(bySeconds: -configuration.historyRetentionSeconds)
                        .nanoseconds.stored,
                ])
            let alerts = db.changesCount
            try dropOperatorRecords(before: alertCutoff, db)
            let interferers = try dropInterferers(db, &state)
            let decisions = try floor.map { try dropDecisions($0, db) } ?? 0
            return [rejected, alerts, interferers, decisions]
        }
        report.quarantineRows = counts[0]
        report.alerts = counts[1]
        report.interfererStates = counts[2]
        report.decisions = counts[3]
    }
}
