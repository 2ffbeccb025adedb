import Foundation
import GRDB
import Model
import Testing

@testable import Store

struct IdentityTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func `a new file takes the identity on and keeps it`() throws {
        #expect(try fixture.open().engineID == "engine-1")
        let again = try Store(
            opening: fixture.path, region: Fixture.region(), newEngineID: "engine-2",
            warn: { _ in })
        #expect(again.engineID == "engine-1")
        #expect(try again.lastRound == nil)
        #expect(try again.lastJournalID == 0)
    }

    @Test func `an epoch exceeds the stored and the given one and survives`() throws {
        let store = try fixture.open()
        #expect(try store.epoch == 0)
        #expect(try store.beginEpoch(above: 0) == 1)
        #expect(try store.beginEpoch(above: 0) == 2)
        #expect(try store.beginEpoch(above: 1_000) == 1_001)
        try store.close()
        let again = try fixture.open()
        #expect(try again.epoch == 1_001)
        #expect(try again.beginEpoch(above: 5) == 1_002)
    }

    @Test func `an epoch that cannot be exceeded is refused and changes nothing`() throws {
        let store = try fixture.open()
        #expect { try store.beginEpoch(above: .max) } throws: {
            ($0 as? StoreError)?.code == .tooLarge
        }
        #expect(try store.beginEpoch(above: 3) == 4)
    }

    @Test func `a store of another region is refused with a hint`() throws {
        try fixture.open().close()
        #expect {
            try fixture.open(region: Fixture.region("brno"))
        } throws: { error in
            guard let error = error as? StoreError else { return false }
            return error.code == .wrongRegion && error.hint != nil
                && "\(error)".contains("'prague', not 'brno'")
        }
    }

    @Test func `a changed grid begins a new generation and keeps the old maps readable`() throws {
        var store = try fixture.open()
        #expect(try store.generation == 1)
        try store.commit(Fixture.round(1, changes: [Fixture.change(1, cells: [3])]))
        try store.close()
        store = try fixture.open()
        #expect(try store.generation == 1)
        try store.close()
        store = try fixture.open(region: Fixture.region(nx: 9))
        #expect(try store.generation == 2)
        #expect(try store.map(Fixture.key, atRound: 1) == nil)
        let reader = try StoreReader(fixture.path)
        #expect(try reader.map(Fixture.key)?.grid.nx == 8)
        try store.commit(Fixture.round(2, changes: [Fixture.change(1, cells: [4], at: 9)]))
        #expect(try reader.map(Fixture.key)?.grid.nx == 9)
        #expect(try reader.map(Fixture.key, at: Fixture.time(2))?.grid.nx == 8)
        #expect(try reader.maps().map(\.generation) == [2])
        #expect(try reader.region() == Fixture.region(nx: 9))
        #expect(try reader.check().findings == [])
    }

    @Test func `a generation can be begun without a new grid`() throws {
        let store = try fixture.open()
        try store.commit(Fixture.round(1, changes: [Fixture.change(5, cells: [3])]))
        try store.beginGeneration()
        try store.commit(Fixture.round(2, changes: [Fixture.change(1, cells: [4])]))
        #expect(try store.map(Fixture.key, atRound: 2)?.revision == 1)
        #expect(try store.map(Fixture.key, atRound: 1) == nil)
    }

    @Test func `a database of another program is left alone`() throws {
        let raw = try fixture.raw()
        try raw.write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
        try raw.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
        #expect { try fixture.open() } throws: { ($0 as? StoreError)?.code == .notAStore }
        #expect { try StoreReader(fixture.path) } throws: {
            ($0 as? StoreError)?.code == .notAStore
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path)) == before)
    }

    @Test func `a file that is no database is refused`() throws {
        try Data("what is this, twelve times over? ".utf8.cycled(times: 100)).write(
            to: URL(fileURLWithPath: fixture.path))
        #expect { try fixture.open() } throws: { ($0 as? StoreError)?.code == .notAStore }
        #expect { try StoreReader(fixture.path) } throws: {
            ($0 as? StoreError)?.code == .notAStore
        }
    }

    @Test func `a newer schema is refused with a hint by both`() throws {
        try fixture.open().close()
        let raw = try fixture.raw()
        try raw.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        try raw.close()
        #expect { try fixture.open() } throws: { ($0 as? StoreError)?.code == .newerSchema }
        #expect { try StoreReader(fixture.path) } throws: { error in
            (error as? StoreError)?.code == .newerSchema && (error as? StoreError)?.hint != nil
        }
    }

    @Test func `an empty file and one without tables become a store`() throws {
        try Data().write(to: URL(fileURLWithPath: fixture.path))
        #expect { try StoreReader(fixture.path) } throws: {
            ($0 as? StoreError)?.code == .notAStore
        }
        try fixture.open().close()
        let other = try Fixture()
        let raw = try other.raw()
        try raw.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }
        try raw.close()
        #expect(try other.open().engineID == "engine-1")
    }

    @Test func `a missing file is an error that says so`() throws {
        #expect { try StoreReader(fixture.path) } throws: { ($0 as? StoreError)?.code == .missing }
    }

    @Test func `a folder that is not there is an error with a hint`() throws {
        #expect {
            try Store(
                opening: fixture.folder + "/none/x.db", region: Fixture.region(),
                newEngineID: "e", warn: { _ in })
        } throws: { ($0 as? StoreError)?.code == .notPermitted }
    }

    @Test func `the file is set up as the notes on durability ask`() throws {
        let store = try fixture.open()
        let (mode, synchronous, automatic, page) = try store.queue.read { db in
            (
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint"),
                try Int.fetchOne(db, sql: "PRAGMA page_size")
            )
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
        #expect(automatic == 0)
        #expect(page == Schema.pageBytes)
        try store.close()
        let normal = try fixture.open(StoreConfiguration(synchronous: .normal))
        #expect(
            try normal.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 1)
    }
}

extension Collection where Element == UInt8 {
    fileprivate func cycled(times: Int) -> [UInt8] { (0..<times).flatMap { _ in Array(self) } }
}
