import Foundation
import GRDB
import Model
import Testing

@testable import Store

struct ReaderTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func filled() throws -> Store {
        let store = try fixture.open()
        for (round, _) in RoundTests.rounds(40) {
            _ = try store.commit(
                IntakeCommit(
                    entries: [Fixture.entry(round.number)], quarantined: [Fixture.rejected()]))
            var round = round
            round.journalThrough = try store.lastJournalID
            round.alerts = [Fixture.alert("a\(round.number)", eirpDbm: .nan)]
            round.interferers = [Fixture.interferer(east: Double(round.number))]
            try store.commit(round)
            if round.number % 10 == 0 {
                try store.commit(
                    Fixture.snapshot(round.number, journalThrough: round.journalThrough))
            }
        }
        return store
    }

    @Test func `a reader sees whole commits while an engine writes`() async throws {
        let store = try fixture.open()
        try store.commit(Fixture.round(1, changes: [Fixture.change(1, cells: [0])]))
        let reader = try StoreReader(fixture.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in UInt64(2)...150 {
                    // Every cell holds the revision: a torn map would hold two.
                    try store.commit(
                        Fixture.round(
                            number,
                            changes: [
                                Fixture.change(number, cells: (0..<96).map { UInt32($0) })
                            ], alerts: [Fixture.alert("a\(number)", at: Double(number))]))
                    if number % 20 == 0 { try store.checkpoint() }
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    guard let map = try reader.map(Fixture.key), map.revision > 1 else { continue }
                    let deviation = 2 + Float(map.revision) / 100
                    #expect(map.standardDeviationsDb.allSatisfy { $0 == deviation })
                    #expect(try reader.counters().mapRevisions >= Int(map.revision))
                }
            }
            try await group.waitForAll()
        }
        #expect(try reader.map(Fixture.key)?.revision == 150)
        #expect(try reader.check().findings == [])
    }

    @Test func `a reader can change nothing and leaves the log alone`() throws {
        let store = try filled()
        let log = try Data(contentsOf: URL(fileURLWithPath: fixture.path + "-wal"))
        do {
            let reader = try StoreReader(fixture.path)
            #expect(throws: (any Error).self) {
                try reader.queue.read { try $0.execute(sql: "DELETE FROM journal") }
            }
            #expect(throws: (any Error).self) {
                try reader.queue.write { try $0.execute(sql: "DELETE FROM journal") }
            }
            _ = try reader.maps()
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path + "-wal")) == log)
        try store.close()
        #expect(try StoreReader(fixture.path).counters().journalRows == 40)
    }

    @Test func `a store that was closed, or killed, can be read`() throws {
        let store = try filled()
        // A copy of file and log is what a kill leaves behind.
        let killed = fixture.folder + "/killed.db"
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: fixture.path + end, toPath: killed + end)
        }
        #expect(try StoreReader(killed).check().findings == [])
        #expect(try StoreReader(killed).counters().lastRound == 40)
        try store.close()
        #expect(try StoreReader(fixture.path).counters().lastRound == 40)
    }

    @Test func `counters tell what is there`() throws {
        let store = try filled()
        _ = try store.beginEpoch(above: 4)
        let counters = try StoreReader(fixture.path).counters()
        #expect(counters.journalRows == 40)
        #expect(counters.journalBytes == 40 * 67)
        #expect(counters.firstJournalID == 1)
        #expect(counters.lastJournalID == 40)
        #expect(counters.quarantineRows == 40)
        #expect(counters.rejected == ["malformed": 40])
        #expect(counters.alerts == 40)
        #expect(counters.unpublishedAlerts == 40)
        #expect(counters.mapRevisions == 67)
        #expect(counters.decisions == 10, "those after the older kept snapshot")
        #expect(counters.snapshots == 2)
        #expect(counters.snapshotRound == 40)
        #expect(counters.epoch == 5)
        #expect(counters.engineID == "engine-1")
        #expect(counters.fileBytes > 0)
        #expect(counters.logBytes > 0)
    }

    @Test func `a sound store is found sound and everything is looked at`() throws {
        _ = try filled()
        let report = try StoreReader(fixture.path).check()
        #expect(report.findings == [])
        #expect(report.journalRows == 40)
        #expect(report.mapRevisions == 67)
        #expect(report.alerts == 40)
        #expect(report.interferers == 1)
        #expect(report.snapshots == 2)
    }

    @Test(arguments: [
        "UPDATE map_revision SET cells = zeroblob(length(cells)) WHERE id = 20",
        "UPDATE map_revision SET known_cells = known_cells + 1 WHERE id = 20",
        "DELETE FROM map_revision WHERE id = 1",
        "UPDATE map SET generation = 9",
        "UPDATE alert SET body = '{}' WHERE position = 3",
        "UPDATE interferer SET body = 'x'",
        "DELETE FROM journal WHERE id = 20",
        "DELETE FROM journal WHERE id = 40",
        "DELETE FROM journal WHERE id = 1",
        "UPDATE journal SET sensor = 99 WHERE id = 5",
        "UPDATE decision SET journal_through = 1 WHERE round = 38",
        "DELETE FROM decision WHERE round = 40",
        "UPDATE snapshot SET state = x'00' WHERE round = 40",
        "UPDATE snapshot SET digest = digest + 1 WHERE round = 30",
        "UPDATE meta SET value = 35 WHERE key = 'journal_pruned_through'",
        "INSERT INTO meta VALUES ('journal_pruned_through', 35)",
    ])
    func `damage is found`(_ sql: String) throws {
        let store = try filled()
        let raw = try fixture.raw()
        let changed = try raw.write { db in
            try db.execute(sql: sql)
            return db.changesCount
        }
        let report = try StoreReader(fixture.path).check()
        #expect(report.isSound == (changed == 0), "\(report.findings)")
        withExtendedLifetime(store) {}
    }

    @Test func `a damaged page is found and named`() throws {
        try filled().close()
        let handle = try #require(FileHandle(forUpdatingAtPath: fixture.path))
        try handle.seek(toOffset: UInt64(Schema.pageBytes * 5))
        try handle.write(contentsOf: Data(repeating: 0xFF, count: Schema.pageBytes))
        try handle.close()
        let report = try StoreReader(fixture.path).check()
        #expect(!report.isSound)
    }

    @Test func `a backup made while the engine writes restores to the same store`() throws {
        let store = try filled()
        let reader = try StoreReader(fixture.path)
        let target = fixture.folder + "/backup.db"
        let report = try reader.backup(to: target)
        #expect(report.isSound)
        #expect(report.journalRows == 40)
        #expect(!FileManager.default.fileExists(atPath: target + "-wal"))
        #expect(!FileManager.default.fileExists(atPath: target + ".partial"))
        try store.commit(Fixture.round(41, changes: [Fixture.change(99, cells: [1])]))
        let restored = try Store(
            opening: target, region: Fixture.region(), newEngineID: "other", warn: { _ in })
        #expect(restored.engineID == "engine-1")
        #expect(try restored.lastRound == 40)
        for round in UInt64(31)...40 {
            #expect(
                try MapBits(restored.map(Fixture.key, atRound: round))
                    == MapBits(store.map(Fixture.key, atRound: round)))
        }
        let before = try store.latestSnapshot(configurationHash: "abc")
        #expect(try restored.latestSnapshot(configurationHash: "abc") == before)
        #expect(try restored.commit(IntakeCommit(entries: [Fixture.entry(77)])) == [41])
        #expect { try reader.backup(to: target) } throws: { ($0 as? StoreError)?.code == .exists }
        #expect { try reader.backup(to: fixture.folder + "/none/b.db") } throws: {
            ($0 as? StoreError)?.code == .notPermitted
        }
    }

    @Test func `a backup of a damaged store is refused and leaves nothing`() throws {
        let store = try filled()
        let raw = try fixture.raw()
        try raw.write {
            try $0.execute(sql: "UPDATE map_revision SET cells = x'00' WHERE id = 20")
        }
        let target = fixture.folder + "/backup.db"
        #expect { try StoreReader(fixture.path).backup(to: target) } throws: {
            ($0 as? StoreError)?.code == .damaged
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.folder).allSatisfy {
                !$0.contains("backup")
            })
        withExtendedLifetime(store) {}
    }
}
