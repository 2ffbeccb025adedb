import GRDB
import Model
import Testing

@testable import Store

struct RetentionTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func `the journal ages only behind the snapshots`() throws {
        let store = try fixture.open(StoreConfiguration(journalRetentionSeconds: 100))
        let entries = (1...50).map { Fixture.entry(UInt64($0), at: Double($0) * 10) }
        _ = try store.commit(IntakeCommit(entries: entries))
        var report = try store.enforceRetention(now: Fixture.time(600))
        #expect(report.journalRows == 0)
        try store.commit(Fixture.snapshot(1, journalThrough: 45))
        try store.commit(Fixture.snapshot(2, journalThrough: 48))
        report = try store.enforceRetention(now: Fixture.time(490))
        let left = try store.journal(after: 0, through: nil, limit: 99)
        #expect(left.first?.entry.received == Fixture.time(400), "the newest frame is of 500 s")
        report = try store.enforceRetention(now: Fixture.time(10_000))
        #expect(report.journalRows == 6)
        #expect(report.journalBytes == 6 * (64 + 3))
        #expect(try store.journal(after: 0, through: nil, limit: 99).map(\.id) == Array(46...50))
        #expect(try StoreReader(fixture.path).check().findings == [])
    }

    @Test func `the journal shrinks to its bytes and says what it may not delete`() throws {
        let store = try fixture.open(StoreConfiguration(journalBytesMax: 10_000))
        let payload = [UInt8](repeating: 1, count: 936)
        let entries = (1...50).map { Fixture.entry(UInt64($0), payload: payload) }
        _ = try store.commit(IntakeCommit(entries: entries))
        var report = try store.enforceRetention(now: Fixture.time(0))
        #expect(report.journalRows == 0)
        #expect(report.journalBytesHeldBack == 40_000)
        try store.commit(Fixture.snapshot(1, journalThrough: 20))
        try store.commit(Fixture.snapshot(2, journalThrough: 50))
        report = try store.enforceRetention(now: Fixture.time(0))
        #expect(try store.journal(after: 0, through: nil, limit: 99).count == 30)
        #expect(report.journalBytesHeldBack == 20_000)
        try store.commit(Fixture.snapshot(3, journalThrough: 50))
        report = try store.enforceRetention(now: Fixture.time(0))
        #expect(try store.journal(after: 0, through: nil, limit: 99).count == 10)
        #expect(report.journalBytesHeldBack == 0)
        #expect(try StoreReader(fixture.path).counters().journalBytes == 10_000)
    }

    @Test func `more rows than one transaction deletes are deleted`() throws {
        let store = try fixture.open(
            StoreConfiguration(journalRetentionSeconds: 0, snapshotsKept: 1))
        let entries = (1...9_000).map { Fixture.entry(UInt64($0), payload: []) }
        _ = try store.commit(IntakeCommit(entries: entries))
        try store.commit(Fixture.snapshot(1, journalThrough: 8_999))
        let report = try store.enforceRetention(now: Fixture.time(1))
        #expect(report.journalRows == 8_999)
        #expect(report.isComplete)
        #expect(try store.journal(after: 0, through: nil, limit: 9).map(\.id) == [9_000])
    }

    @Test func `map history ages by the region's clock and keeps what is needed`() throws {
        let store = try fixture.open(
            StoreConfiguration(historyRetentionSeconds: 20, keyframeInterval: 5))
        let rounds = RoundTests.rounds(100)
        for (round, _) in rounds { try store.commit(round) }
        let before = try StoreReader(fixture.path).counters()
        // The wall clock is far away, as with a recording.
        let report = try store.enforceRetention(now: UnixTime(seconds: 1))
        #expect(report.mapRevisions > 100)
        let reader = try StoreReader(fixture.path)
        for (round, maps) in rounds.suffix(20) {
            for (key, map) in maps {
                #expect(try MapBits(reader.map(key, at: round.tick)) == MapBits(map))
            }
        }
        #expect(try reader.map(Fixture.key, at: Fixture.time(50)) == nil)
        #expect(try reader.check().findings == [])
        let after = try reader.counters()
        #expect(after.historyBytes == before.historyBytes - report.historyBytes)
        try expectTally("history", ofTable: "map_revision", bytes: "byte_count")
    }

    @Test func `map history shrinks to its bytes but never below present and snapshots`() throws {
        let store = try fixture.open(
            StoreConfiguration(historyBytesMax: 0, snapshotsKept: 2, keyframeInterval: 4))
        let rounds = RoundTests.rounds(60)
        for (round, _) in rounds {
            try store.commit(round)
            if [41, 50].contains(round.number) {
                try store.commit(Fixture.snapshot(round.number, journalThrough: 0))
            }
        }
        let report = try store.enforceRetention(now: Fixture.time(60))
        #expect(report.mapRevisions > 60)
        #expect(report.historyBytesHeldBack > 0)
        for (round, maps) in rounds where round.number >= 41 {
            for (key, map) in maps {
                let stored = try store.map(key, atRound: round.number)
                #expect(MapBits(stored) == MapBits(map))
            }
        }
        #expect(try StoreReader(fixture.path).check().findings == [])
        // The chain goes on where it was.
        try store.commit(Fixture.round(61, changes: [Fixture.change(99, cells: [1])]))
        #expect(try StoreReader(fixture.path).check().findings == [])
    }

    @Test func `a history whose times go back is cut only at its beginning`() throws {
        let store = try fixture.open(
            StoreConfiguration(historyRetentionSeconds: 20, keyframeInterval: 1))
        for (number, time) in [(UInt64(1), 1.0), (2, 100), (3, 5), (4, 101)] {
            try store.commit(
                Fixture.round(number, changes: [Fixture.change(number, cells: [1], at: time)]))
        }
        try store.commit(
            RoundRecord(number: 5, tick: Fixture.time(101), journalThrough: 0, decision: []))
        #expect(try store.enforceRetention(now: Fixture.time(101)).mapRevisions == 0)
        #expect(try store.map(Fixture.key, atRound: 2)?.revision == 2)
    }

    @Test func `maps of an old grid go with time, the present ones stay`() throws {
        var store = try fixture.open(StoreConfiguration(historyRetentionSeconds: 20))
        for (round, _) in RoundTests.rounds(10) { try store.commit(round) }
        try store.close()
        store = try fixture.open(
            StoreConfiguration(historyRetentionSeconds: 20), region: Fixture.region(nx: 9))
        let key = MapKey(product: .rss, band: Fixture.band)
        try store.commit(Fixture.round(25, changes: [Fixture.change(1, cells: [1], at: 25)]))
        #expect(try store.enforceRetention(now: Fixture.time(25)).mapRevisions == 0)
        try store.commit(Fixture.round(60, changes: [Fixture.change(2, cells: [1], at: 60)]))
        #expect(try store.enforceRetention(now: Fixture.time(60)).mapRevisions == 17)
        let reader = try StoreReader(fixture.path)
        #expect(try reader.maps().map(\.key) == [key])
        #expect(try reader.map(key)?.revision == 2)
    }

    @Test func `alerts go only when published, old and not to be replayed`() throws {
        let store = try fixture.open(
            StoreConfiguration(historyRetentionSeconds: 100, snapshotsKept: 1))
        try store.commit(
            Fixture.round(1, alerts: [Fixture.alert("old"), Fixture.alert("waiting")]))
        try store.commit(Fixture.round(2, alerts: [Fixture.alert("replayed")]))
        try store.markPublished(alertIDs: ["old", "replayed"], at: Fixture.time(5))
        try store.commit(Fixture.snapshot(1, journalThrough: 0))
        #expect(try store.enforceRetention(now: Fixture.time(100)).alerts == 0)
        #expect(try store.enforceRetention(now: Fixture.time(1_000)).alerts == 1)
        #expect(
            try StoreReader(fixture.path).alerts().map(\.id).sorted() == ["replayed", "waiting"])
    }

    @Test func `the quarantine ages`() throws {
        let store = try fixture.open(StoreConfiguration(historyRetentionSeconds: 100))
        _ = try store.commit(
            IntakeCommit(quarantined: (0..<10).map { Fixture.rejected(at: Double($0) * 20) }))
        #expect(try store.enforceRetention(now: Fixture.time(200)).quarantineRows == 5)
        let counters = try StoreReader(fixture.path).counters()
        #expect(counters.quarantineRows == 5)
        #expect(counters.rejected == ["malformed": 10])
        #expect(try store.enforceRetention(now: Fixture.time(9_000)).quarantineRows == 5)
        #expect(try StoreReader(fixture.path).counters().quarantineBytes == 0)
    }

    @Test func `past states of interferers are bounded by age and number`() throws {
        let store = try fixture.open(
            StoreConfiguration(
                historyRetentionSeconds: 10, interfererHistorySeconds: 0,
                interfererHistoryRowsMax: 8))
        for number in UInt64(1)...40 {
            try store.commit(
                Fixture.round(
                    number,
                    interferers: [
                        Fixture.interferer("int-1", east: Double(number)),
                        Fixture.interferer("int-2", phase: .cleared),
                    ]))
        }
        let reader = try StoreReader(fixture.path)
        let held = try reader.interferers(at: Fixture.time(34))
        _ = try store.enforceRetention(now: Fixture.time(40))
        #expect(try reader.interferers(at: Fixture.time(34)) == held)
        #expect(try reader.interferers(includeCleared: true).map(\.id) == ["int-1"])
        let rows = try fixture.raw().read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM interferer_history")
        }
        #expect(rows == 8)
        #expect(try reader.interferers() == [Fixture.interferer("int-1", east: 40)])
    }

    @Test func `the state that an interferer had at the limit of age stays`() throws {
        let store = try fixture.open(
            StoreConfiguration(historyRetentionSeconds: 10, interfererHistorySeconds: 0))
        for number in [UInt64(3), 5, 35, 40] {
            try store.commit(
                Fixture.round(number, interferers: [Fixture.interferer(east: Double(number))]))
        }
        #expect(try store.enforceRetention(now: Fixture.time(40)).interfererStates == 1)
        let reader = try StoreReader(fixture.path)
        #expect(try reader.interferers(at: Fixture.time(31)) == [Fixture.interferer(east: 5)])
    }

    @Test func `a checkpoint empties the log into the file, past a reader when it has gone`() throws
    {
        let store = try fixture.open()
        for number in UInt64(1)...20 {
            _ = try store.commit(
                IntakeCommit(
                    entries: [
                        Fixture.entry(number, payload: Array(repeating: 1, count: 40_000))
                    ]))
        }
        let before = try store.checkpoint()
        #expect(before.logPages > 20)
        #expect(before.copiedPages == before.logPages)
        let reader = try StoreReader(fixture.path)
        try reader.queue.read { db in
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM journal")
            _ = try store.commit(IntakeCommit(entries: [Fixture.entry(100)]))
            _ = try store.commit(IntakeCommit(entries: [Fixture.entry(101)]))
            try store.checkpoint()
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM journal") == 20)
        }
        let after = try store.checkpoint()
        #expect(after.copiedPages == after.logPages)
        #expect(after.logPages < before.logPages, "the log began anew")
    }

    @Test func `a checkpoint is due after sixteen megabytes`() throws {
        let store = try fixture.open()
        let payload = [UInt8](repeating: 1, count: 1 << 20)
        for number in UInt64(1)...15 {
            _ = try store.commit(IntakeCommit(entries: [Fixture.entry(number, payload: payload)]))
            #expect(try store.checkpointIfDue() == nil)
        }
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(16, payload: payload)]))
        #expect(try #require(try store.checkpointIfDue()).logPages > 1_000)
        #expect(try store.checkpointIfDue() == nil)
    }

    @Test func `a full disk fails one commit and no more`() throws {
        let store = try fixture.open()
        let ledger = LedgerRow(sensor: "uav-1", bootID: 1, bytes: [1])
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(1)], ledgers: [ledger]))
        try store.queue.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let payload = [UInt8](repeating: 1, count: 100_000)
        #expect {
            try store.commit(
                IntakeCommit(
                    entries: [Fixture.entry(2), Fixture.entry(3, payload: payload)],
                    alerts: [Fixture.alert("a")]))
        } throws: { error in
            (error as? StoreError)?.code == .diskFull && (error as? StoreError)?.hint != nil
        }
        #expect(try store.lastJournalID == 1)
        try store.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        #expect(try store.commit(IntakeCommit(entries: [Fixture.entry(3)])) == [2])
        #expect(try store.unpublishedAlerts(limit: 9).isEmpty)
        #expect(try StoreReader(fixture.path).check().findings == [])
    }

    private func expectTally(_ name: String, ofTable table: String, bytes: String) throws {
        let (rows, weight, row) = try fixture.raw().read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)"),
                try Int.fetchOne(db, sql: "SELECT sum(64 + \(bytes)) FROM \(table)"),
                try Row.fetchOne(
                    db, sql: "SELECT row_count, byte_count FROM tally WHERE name = ?",
                    arguments: [name])
            )
        }
        #expect(rows == row?[0])
        #expect(weight == row?[1])
    }
}
