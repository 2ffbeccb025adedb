import GRDB
import Model
import Synchronization
import Testing

@testable import Store

struct SnapshotTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func fill(_ store: Store, rounds: ClosedRange<UInt64>) throws {
        for number in rounds {
            let ids = try store.commit(
                IntakeCommit(entries: [Fixture.entry(number, at: Double(number))]))
            let through = try #require(ids[0])
            try store.commit(Fixture.round(number, journalThrough: through))
            if number % 10 == 0 {
                try store.commit(Fixture.snapshot(number, journalThrough: through))
            }
        }
    }

    @Test func `the newest snapshot of the configuration comes back whole`() throws {
        let store = try fixture.open()
        #expect(try store.latestSnapshot(configurationHash: "abc") == nil)
        try fill(store, rounds: 1...20)
        try store.close()
        let again = try fixture.open()
        let expected = Fixture.snapshot(20, journalThrough: 20)
        #expect(try again.latestSnapshot(configurationHash: "abc") == expected)
        #expect(try again.latestSnapshot(configurationHash: "none") == nil)
    }

    @Test func `a snapshot from before another configuration or generation is not used`() throws {
        let store = try fixture.open()
        try fill(store, rounds: 1...20)
        try store.commit(Fixture.snapshot(21, journalThrough: 20, hash: "other"))
        #expect(try store.latestSnapshot(configurationHash: "abc") == nil)
        #expect(try store.latestSnapshot(configurationHash: "other")?.round == 21)
        try store.beginGeneration()
        #expect(try store.latestSnapshot(configurationHash: "other") == nil)
        try store.commit(Fixture.snapshot(22, journalThrough: 20, hash: "other"))
        #expect(try store.latestSnapshot(configurationHash: "other")?.round == 22)
    }

    @Test func `as many snapshots are kept as the configuration says`() throws {
        let store = try fixture.open(StoreConfiguration(snapshotsKept: 3))
        try fill(store, rounds: 1...60)
        let rounds = try fixture.raw().read {
            try Int.fetchAll($0, sql: "SELECT round FROM snapshot ORDER BY round")
        }
        #expect(rounds == [40, 50, 60])
    }

    @Test(arguments: [
        "UPDATE snapshot SET state = zeroblob(length(state)) WHERE round = 20",
        "UPDATE snapshot SET state = substr(state, 1, 100) WHERE round = 20",
        "UPDATE snapshot SET journal_through = journal_through + 1 WHERE round = 20",
        "UPDATE snapshot SET state = 'text' WHERE round = 20",
        "UPDATE snapshot SET digest = 'text' WHERE round = 20",
    ])
    func `a damaged newest snapshot falls back on the one before, loudly`(_ sql: String) throws {
        let warnings = Warnings()
        let store = try fixture.open(warn: { warnings.add($0) })
        try fill(store, rounds: 1...20)
        let raw = try fixture.raw()
        try raw.write { try $0.execute(sql: sql) }
        #expect(try store.latestSnapshot(configurationHash: "abc")?.round == 10)
        #expect(warnings.all.count == 1)
        #expect(warnings.all.first?.contains("round 20") == true)
        // What the fallback needs is still there.
        #expect(try store.journal(after: 10, through: nil, limit: 99).count == 10)
        #expect(try store.decisions(after: 10).count == 10)
        #expect(try StoreReader(fixture.path).check().isSound == false)
    }

    @Test func `only journal rows that every kept snapshot contains are pruned`() throws {
        let store = try fixture.open(StoreConfiguration(journalRetentionSeconds: 0))
        try fill(store, rounds: 1...19)
        #expect(try store.journal(after: 0, through: nil, limit: 99).count == 19)
        try fill(store, rounds: 20...25)
        #expect(try store.journal(after: 0, through: nil, limit: 99).map(\.id) == Array(11...25))
        #expect(try store.decisions(after: 0).map(\.round) == Array(11...25))
        let report = try store.enforceRetention(now: Fixture.time(10_000))
        #expect(report.journalRows == 0)
        try fill(store, rounds: 26...30)
        #expect(try store.journal(after: 0, through: nil, limit: 99).map(\.id) == Array(21...30))
        #expect(try StoreReader(fixture.path).check().findings == [])
    }

    @Test func `ids are not given out again after every row is gone`() throws {
        var store = try fixture.open(
            StoreConfiguration(journalRetentionSeconds: 0, snapshotsKept: 1))
        _ = try store.commit(IntakeCommit(entries: (1...5).map { Fixture.entry($0) }))
        try store.commit(Fixture.snapshot(1, journalThrough: 5))
        _ = try store.enforceRetention(now: Fixture.time(10))
        #expect(try store.journal(after: 0, through: nil, limit: 9).isEmpty)
        try store.close()
        store = try fixture.open()
        #expect(try store.lastJournalID == 5)
        #expect(try store.commit(IntakeCommit(entries: [Fixture.entry(9)])) == [6])
        #expect(try StoreReader(fixture.path).check().findings == [])
    }

    @Test func `a state of ten megabytes comes back`() throws {
        let store = try fixture.open()
        let snapshot = Fixture.snapshot(1, journalThrough: 0, bytes: 10_000_000)
        try store.commit(snapshot)
        #expect(try store.latestSnapshot(configurationHash: "abc") == snapshot)
    }

    @Test func `the digest sees any one changed byte and any changed length`() {
        let bytes = (0..<67).map { UInt8($0) }
        let digest = Digest.of(bytes)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 0x10
            #expect(Digest.of(changed) != digest)
        }
        #expect(Digest.of(bytes + [0]) != digest)
        #expect(Digest.of(bytes.dropLast()) != digest)
        #expect(Digest.of(bytes, with: [1, 2]) != Digest.of(bytes, with: [2, 1]))
    }
}

/// Warnings as they came.
final class Warnings: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
