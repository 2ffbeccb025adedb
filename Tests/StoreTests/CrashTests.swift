import Foundation
import GRDB
import Model
import Testing

@testable import Store

/// What a kill leaves behind: the file and its log as they are at that moment.
struct CrashTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func copy(_ name: String) throws -> String {
        let path = fixture.folder + "/" + name
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: fixture.path + end, toPath: path + end)
        }
        return path
    }

    @Test func `an abandoned transaction leaves nothing behind`() throws {
        let store = try fixture.open()
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(1)]))
        let path = try store.queue.writeWithoutTransaction { db -> String in
            try db.execute(sql: "PRAGMA cache_size = 4; BEGIN IMMEDIATE")
            // More than the cache holds: SQLite spills uncommitted pages into the log.
            for id in 2...400 {
                try db.execute(
                    sql: "INSERT INTO journal VALUES (?, 1, 1, 7, ?, 0, ?)",
                    arguments: [id, id, Data(repeating: 1, count: 4_000)])
            }
            let path = try copy("killed.db")
            try db.execute(sql: "ROLLBACK")
            return path
        }
        let size = try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).count
        #expect(size > 500_000, "uncommitted pages are in the log")
        let again = try Store(
            opening: path, region: Fixture.region(), newEngineID: "x", warn: { _ in })
        #expect(try again.journal(after: 0, through: nil, limit: 9).map(\.id) == [1])
        #expect(try again.commit(IntakeCommit(entries: [Fixture.entry(2)])) == [2])
        #expect(try StoreReader(path).check().findings == [])
    }

    @Test func `a log cut anywhere is a prefix of the commits`() throws {
        let store = try fixture.open()
        try store.checkpoint()
        for number in UInt64(1)...12 {
            _ = try store.commit(IntakeCommit(entries: [Fixture.entry(number)]))
            let through = try store.lastJournalID
            try store.commit(
                Fixture.round(
                    number, journalThrough: through,
                    changes: [Fixture.change(number, cells: [UInt32(number)])],
                    alerts: [Fixture.alert("a\(number)")]))
        }
        let log = try Data(contentsOf: URL(fileURLWithPath: fixture.path + "-wal"))
        var seen: Set<UInt64> = []
        for part in 0...16 {
            let path = fixture.folder + "/cut-\(part).db"
            try FileManager.default.copyItem(atPath: fixture.path, toPath: path)
            try log.prefix(log.count * part / 16).write(
                to: URL(fileURLWithPath: path + "-wal"))
            let cut = try Store(
                opening: path, region: Fixture.region(), newEngineID: "x", warn: { _ in })
            let round = try cut.lastRound ?? 0
            seen.insert(round)
            let journaled = UInt64(try cut.lastJournalID)
            #expect(journaled == round || journaled == round + 1)
            #expect(try cut.map(Fixture.key, atRound: .max)?.revision ?? 0 == round)
            #expect(try cut.unpublishedAlerts(limit: 99).count == Int(round))
            #expect(try cut.decisions(after: 0).count == Int(round))
            #expect(try StoreReader(path).check().findings == [])
            try cut.commit(Fixture.round(round + 1))
        }
        #expect(seen.count > 3)
        #expect(seen.contains(12))
    }

    @Test func `a store killed in full flow has all that it said, whole`() async throws {
        let folder = fixture.folder
        for trial in UInt32(1)...4 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [folder = folder as String, trial = trial as UInt32] in
                try Self.writeUntilKilled(folder, afterMicroseconds: trial * 60_000)
            }
            let told = try String(contentsOfFile: folder + "/told", encoding: .utf8)
            let last = try #require(told.split(separator: "\n").dropLast().last)
            let numbers = last.split(separator: " ").compactMap { UInt64($0) }
            let store = try fixture.open()
            #expect(try store.lastJournalID >= Int64(numbers[0]))
            #expect(try store.lastRound ?? 0 >= numbers[1])
            let round = try store.lastRound ?? 0
            #expect(try store.map(Fixture.key, atRound: .max)?.revision == round)
            #expect(try StoreReader(fixture.path).check().findings == [])
            try store.close()
        }
    }

    /// Commits groups and rounds and writes down what has been committed, until it is killed.
    private static func writeUntilKilled(_ folder: String, afterMicroseconds: UInt32) throws {
        let store = try Store(
            opening: folder + "/ethermap.db", region: Fixture.region(), newEngineID: "engine-1",
            warn: { _ in })
        let path = folder + "/told"
        try Data().write(to: URL(fileURLWithPath: path))
        guard let told = FileHandle(forWritingAtPath: path) else { return }
        Thread {
            usleep(afterMicroseconds)
            kill(getpid(), SIGKILL)
        }.start()
        while true {
            let number = (try store.lastRound ?? 0) + 1
            _ = try store.commit(
                IntakeCommit(
                    entries: (0..<20).map {
                        Fixture.entry(number * 20 + $0, payload: Array(repeating: 1, count: 900))
                    }))
            let through = try store.lastJournalID
            try told.write(contentsOf: Data("\(through) \(number - 1)\n".utf8))
            try store.commit(
                Fixture.round(
                    number, journalThrough: through,
                    changes: [Fixture.change(number, cells: (0..<40).map { UInt32($0) })],
                    alerts: [Fixture.alert("a\(number)")]))
            try told.write(contentsOf: Data("\(through) \(number)\n".utf8))
            if number % 5 == 0 {
                try store.commit(Fixture.snapshot(number, journalThrough: through))
            }
            if number % 7 == 0 { try store.checkpoint() }
        }
    }
}
