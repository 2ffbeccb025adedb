import Foundation
import GRDB
import Model
import Testing

@testable import Store

struct IntakeTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func `a group is given ascending ids and comes back as it was`() throws {
        let store = try fixture.open()
        let entries = [
            Fixture.entry(1), Fixture.entry(2, kind: .coset),
            Fixture.entry(nil, kind: .birth), Fixture.entry(nil, payload: [], kind: .state),
        ]
        #expect(try store.commit(IntakeCommit(entries: entries)) == [1, 2, 3, 4])
        let rows = try store.journal(after: 0, through: nil, limit: 100)
        #expect(rows.map(\.id) == [1, 2, 3, 4])
        #expect(rows.map(\.entry) == entries)
        #expect(try store.lastJournalID == 4)
        #expect(try store.journal(after: 1, through: 3, limit: 100).map(\.id) == [2, 3])
        #expect(try store.journal(after: 1, through: nil, limit: 1).map(\.id) == [2])
    }

    @Test func `a duplicate has no id and takes none`() throws {
        let store = try fixture.open()
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(1)]))
        let again = [
            Fixture.entry(1, payload: [9]), Fixture.entry(2), Fixture.entry(2),
            Fixture.entry(1, boot: 8), Fixture.entry(1, sensor: "uav-2"),
        ]
        #expect(try store.commit(IntakeCommit(entries: again)) == [nil, 2, nil, 3, 4])
        #expect(
            try store.journal(after: 0, through: 1, limit: 1).first?.entry.payload == [1, 2, 3])
    }

    @Test func `births and states without a sequence are never duplicates`() throws {
        let store = try fixture.open()
        let births = [Fixture.entry(nil, kind: .birth), Fixture.entry(nil, kind: .birth)]
        #expect(try store.commit(IntakeCommit(entries: births)) == [1, 2])
    }

    @Test(arguments: [0, 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max])
    func `any 64-bit boot, sequence and time survives`(_ number: UInt64) throws {
        let store = try fixture.open()
        let entry = JournalEntry(
            kind: .rss, sensor: "uav-1", bootID: number, sequence: number,
            received: UnixTime(nanoseconds: number), payload: [1])
        #expect(try store.commit(IntakeCommit(entries: [entry, entry])) == [1, nil])
        #expect(try store.journal(after: 0, through: nil, limit: 9).map(\.entry) == [entry])
        let ledger = LedgerRow(sensor: "uav-1", bootID: number, bytes: [5])
        _ = try store.commit(IntakeCommit(ledgers: [ledger]))
        #expect(try store.ledgers() == [ledger])
    }

    @Test(arguments: [0, 1, 4_096, 65_536, 1_000_000])
    func `a payload of any size survives`(_ size: Int) throws {
        let store = try fixture.open()
        let entry = Fixture.entry(1, payload: (0..<size).map { UInt8(truncatingIfNeeded: $0) })
        _ = try store.commit(IntakeCommit(entries: [entry]))
        #expect(try store.journal(after: 0, through: nil, limit: 9).map(\.entry) == [entry])
    }

    @Test func `a ledger replaces that of its boot and can be dropped`() throws {
        let store = try fixture.open()
        let other = LedgerRow(sensor: "gs-1", bootID: .max, bytes: [])
        let first = LedgerRow(sensor: "uav-1", bootID: 7, bytes: [1])
        let second = LedgerRow(sensor: "uav-1", bootID: 7, bytes: [2, 3])
        _ = try store.commit(IntakeCommit(ledgers: [first, other]))
        _ = try store.commit(IntakeCommit(ledgers: [second]))
        #expect(try store.ledgers() == [other, second])
        let dropped = LedgerKey(sensor: "gs-1", bootID: .max)
        _ = try store.commit(IntakeCommit(droppedLedgers: [dropped]))
        #expect(try store.ledgers() == [second])
    }

    @Test func `a failed group leaves nothing and the next one succeeds`() throws {
        let store = try fixture.open()
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(1)]))
        let raw = try fixture.raw()
        try raw.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON ledger
                    BEGIN SELECT RAISE(ABORT, 'no room'); END
                    """)
        }
        let ledger = LedgerRow(sensor: "new-1", bootID: 1, bytes: [])
        #expect(throws: StoreError.self) {
            try store.commit(
                IntakeCommit(
                    entries: [Fixture.entry(2), Fixture.entry(3, sensor: "new-1")],
                    quarantined: [Fixture.rejected()], ledgers: [ledger]))
        }
        try raw.write { try $0.execute(sql: "DROP TRIGGER refuse") }
        try raw.close()
        #expect(try store.lastJournalID == 1)
        let ids = try store.commit(
            IntakeCommit(entries: [Fixture.entry(3, sensor: "new-1")], ledgers: [ledger]))
        #expect(ids == [2])
        let counters = try StoreReader(fixture.path).counters()
        #expect(counters.journalRows == 2)
        #expect(counters.quarantineRows == 0)
        #expect(counters.rejected.isEmpty)
    }

    @Test func `rejected messages are counted by reason and cut to 4 KiB`() throws {
        let store = try fixture.open()
        let nul = QuarantineEntry(
            topic: "a\u{0}b" + String(repeating: "é", count: 400), sensor: nil, bootID: .max,
            sequence: .max, reason: .unknownTopic, detail: "x\u{0}y", received: .zero,
            payload: Array(repeating: 7, count: 10_000))
        _ = try store.commit(
            IntakeCommit(quarantined: [Fixture.rejected(), Fixture.rejected(.checksum), nul]))
        _ = try store.commit(IntakeCommit(quarantined: [Fixture.rejected(.checksum)]))
        let reader = try StoreReader(fixture.path)
        let counters = try reader.counters()
        #expect(counters.rejected == ["malformed": 1, "checksum": 2, "unknown_topic": 1])
        #expect(counters.quarantineRows == 4)
        let row = try #require(
            try fixture.raw().read { db in
                try Row.fetchOne(db, sql: "SELECT * FROM quarantine WHERE reason = 'unknown_topic'")
            })
        #expect(row["payload_length"] == 10_000)
        #expect((row["payload"] as Data).count == 4_096)
        #expect((row["topic"] as String).utf8.count <= 514)
        #expect(row["detail"] == "x?y")
    }

    @Test func `a flood of rejected messages stays within its limits in every commit`() throws {
        let store = try fixture.open(
            StoreConfiguration(quarantineRowsMax: 50, quarantineBytesMax: 20_000))
        for _ in 0..<20 {
            let flood = (0..<30).map { Fixture.rejected(bytes: $0 * 300) }
            _ = try store.commit(IntakeCommit(quarantined: flood))
            let counters = try StoreReader(fixture.path).counters()
            #expect(counters.quarantineRows <= 50)
            #expect(counters.quarantineBytes <= 20_000)
            #expect(counters.quarantineRows > 0)
        }
        let (rows, bytes) = try fixture.raw().read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM quarantine"),
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT sum(64 + length(payload) + length(topic) + length(detail))
                        FROM quarantine
                        """)
            )
        }
        let counters = try StoreReader(fixture.path).counters()
        #expect(rows == counters.quarantineRows)
        #expect(bytes.map(Int64.init) == counters.quarantineBytes)
        #expect(counters.rejected == ["malformed": 600])
    }

    @Test func `a quarantine of no rows only counts`() throws {
        let store = try fixture.open(StoreConfiguration(quarantineRowsMax: 0))
        _ = try store.commit(IntakeCommit(quarantined: [Fixture.rejected()]))
        let counters = try StoreReader(fixture.path).counters()
        #expect(counters.quarantineRows == 0)
        #expect(counters.rejected == ["malformed": 1])
    }

    @Test func `threads that commit at once each get their own ids`() async throws {
        let store = try fixture.open()
        let ids = try await withThrowingTaskGroup(of: [Int64?].self) { group in
            for task in UInt64(0)..<4 {
                group.addTask {
                    var ids: [Int64?] = []
                    for number in UInt64(0)..<25 {
                        ids += try store.commit(
                            IntakeCommit(entries: [Fixture.entry(task * 100 + number)]))
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(ids.compactMap { $0 }.sorted() == Array(1...100))
    }
}
