import GRDB
import Model

extension StoreReader {
    /// Reads the whole store and tells what is wrong with it.
    ///
    /// Takes as long as reading the file does. An engine may run meanwhile; each part is read in a
    /// transaction of its own, so that the engine's log can be copied in between.
    public func check() throws -> StoreCheckReport {
        var report = StoreCheckReport()
        try part("the pages", &report) { db, report in
            for line in try String.fetchAll(db, sql: "PRAGMA quick_check") where line != "ok" {
                report.findings.append("SQLite finds: \(line)")
            }
            let strays = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
            if !strays.isEmpty {
                report.findings.append("\(strays.count) rows refer to rows that do not exist")
            }
        }
        try part("the journal", &report, Self.checkJournal)
        try part("the snapshots", &report, Self.checkSnapshots)
        try part("the decisions", &report, Self.checkDecisions)
        try part("the alerts", &report, Self.checkBodies)
        try part("the operators' words", &report, Self.checkOperatorRecords)
        let maps = try reading("list the maps") { db in
            try Int64.fetchAll(db, sql: "SELECT id FROM map ORDER BY id")
        }
        for map in maps {
            try part("the maps", &report) { db, report in
                let row = try Row.fetchOne(
                    db, sql: "SELECT id, product, band, generation FROM map WHERE id = ?",
                    arguments: [map])
                // An engine may have dropped it in the meantime.
                guard let row else { return }
                try Self.checkMap(row, db, &report)
            }
        }
        return report
    }

    private func part(
        _ name: String, _ report: inout StoreCheckReport,
        _ body: (Database, inout StoreCheckReport) throws -> Void
    ) throws {
        do {
            report = try reading("check \(name)") { db in
                var grown = report
                try body(db, &grown)
                return grown
            }
        } catch let error as StoreError where error.code == .damaged {
            report.findings.append("\(name): \(error.message)")
        }
    }

    private static func checkJournal(_ db: Database, _ report: inout StoreCheckReport) throws {
        let row = try Row.fetchOne(db, sql: "SELECT count(*), min(id), max(id) FROM journal")
        report.journalRows = row?[0] ?? 0
        let first: Int64 = row?[1] ?? 1
        let last: Int64 = row?[2] ?? 0
        if Int(last - first) + 1 != report.journalRows {
            report.findings.append("the journal has gaps between rows \(first) and \(last)")
        }
        let tally = try Tally(.journal, db)
        if Int(tally.rows) != report.journalRows {
            report.findings.append(
                "the journal has \(report.journalRows) rows and is said to have \(tally.rows)")
        }
        let pruned = try Meta.journalPrunedThrough.number(db) ?? 0
        if report.journalRows > 0, first != pruned + 1 {
            report.findings.append("the journal begins at row \(first), not \(pruned + 1)")
        }
        let oldest = try Int64.fetchOne(db, sql: "SELECT min(journal_through) FROM snapshot")
        if pruned > 0, pruned > oldest ?? 0 {
            report.findings.append(
                "journal rows through \(pruned) are gone, but a snapshot needs them")
        }
        let end = max(last, pruned)
        let watermark = try Int64.fetchOne(
            db,
            sql: """
                SELECT max(journal_through) FROM (
                    SELECT journal_through FROM snapshot UNION ALL
                    SELECT journal_through FROM decision)
                """)
        if let watermark, watermark > end {
            report.findings.append(
                "a snapshot or decision speaks of journal row \(watermark); the last is \(end)")
        }
    }

    private static func checkSnapshots(_ db: Database, _ report: inout StoreCheckReport) throws {
        let rounds = try Int64.fetchAll(db, sql: "SELECT round FROM snapshot ORDER BY round")
        for round in rounds {
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT tick, journal_through, configuration_hash, digest, state
                    FROM snapshot WHERE round = ?
                    """, arguments: [round])
            report.snapshots += 1
            if row.flatMap({ Store.snapshot(ofRound: round, $0) }) == nil {
                report.findings.append("the snapshot of round \(round) is damaged")
            }
        }
    }

    private static func checkDecisions(_ db: Database, _ report: inout StoreCheckReport) throws {
        let backwards = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM (
                    SELECT journal_through < lag(journal_through) OVER (ORDER BY round) AS back
                    FROM decision) WHERE back
                """)
        if let backwards, backwards > 0 {
            report.findings.append("\(backwards) decisions go back in the journal")
        }
        let last = try Int64.fetchOne(db, sql: "SELECT max(round) FROM decision")
        if let last, last != (try Meta.lastRound.number(db)) {
            report.findings.append("the last decision is of round \(last), not of the last round")
        }
    }

    private static func checkBodies(_ db: Database, _ report: inout StoreCheckReport) throws {
        let alerts = try Row.fetchCursor(db, sql: "SELECT alert_id, body FROM alert")
        while let row = try alerts.next() {
            report.alerts += 1
            do {
                _ = try StoredText.value(Alert.self, fromJSON: row[1])
            } catch {
                report.findings.append("alert '\(row[0] as String)' cannot be read")
            }
        }
        let interferers = try Row.fetchCursor(db, sql: "SELECT id, body FROM interferer")
        while let row = try interferers.next() {
            report.interferers += 1
            do {
                _ = try StoredText.value(InterfererState.self, fromJSON: row[1])
            } catch {
                report.findings.append("interferer '\(row[0] as String)' cannot be read")
            }
        }
    }

    private static func checkOperatorRecords(
        _ db: Database, _ report: inout StoreCheckReport
    ) throws {
        for row in try Row.fetchAll(db, sql: "SELECT name, body FROM known_emitter") {
            let emitter = try? StoredText.value(KnownEmitter.self, fromJSON: row[1])
            if emitter?.isSound != true {
                report.findings.append("known emitter '\(row[0] as String)' cannot be read")
            }
        }
        for row in try Row.fetchAll(db, sql: "SELECT key, body FROM mute") {
            let mute = try? StoredText.value(Mute.self, fromJSON: row[1])
            if mute?.isSound != true {
                report.findings.append("mute '\(row[0] as String)' cannot be read")
            }
        }
    }

    private static func checkMap(
        _ map: Row, _ db: Database, _ report: inout StoreCheckReport
    ) throws {
        guard let product = MapProduct(rawValue: map[1]) else {
            report.findings.append("map \(map[1] as String) is of an unknown product")
            return
        }
        let key = MapKey(product: product, band: BandID(unchecked: map[2]))
        let grid = try MapChain.grid(ofGeneration: map[3], db)
        var replayed = RadioMap(key: key, grid: grid, method: "")
        var isFirst = true
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT revision, valid_time, is_keyframe, method, cells, known_cells
                FROM map_revision WHERE map = ? ORDER BY revision
                """, arguments: [map[0] as Int64])
        while let row = try rows.next() {
            report.mapRevisions += 1
            if isFirst, row[2] == false {
                report.findings.append(
                    "map \(product.rawValue)/\(key.band) does not begin with a keyframe")
                return
            }
            isFirst = false
            try MapChain.apply(row, to: &replayed)
            let known = replayed.values.count { !$0.isNaN }
            if known != row[5] {
                report.findings.append(
                    "revision \(replayed.revision) of map \(product.rawValue)/\(key.band) has "
                        + "\(known) known cells, not \(row[5] as Int)")
            }
        }
    }
}
