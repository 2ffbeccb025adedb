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

    @Test func `a process killed in full flow loses nothing that was committed`() throws {
        // SQLite's own shell is the other process; the schema and the settings are ours.
        let store = try fixture.open()
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(1)]))
        try store.close()
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        shell.arguments = [fixture.path]
        shell.standardOutput = output
        var script = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;\n"
        for id in 2...2_000 {
            script += "INSERT INTO journal VALUES (\(id), 1, 1, 7, \(id), 0, zeroblob(500));"
            script += "SELECT \(id);\n"
        }
        let scriptFile = URL(fileURLWithPath: fixture.folder + "/script.sql")
        try Data(script.utf8).write(to: scriptFile)
        shell.standardInput = try FileHandle(forReadingFrom: scriptFile)
        try shell.run()
        var heard = Data()
        while heard.count < 2_000 {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            heard += more
        }
        kill(shell.processIdentifier, SIGKILL)
        heard += output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        let told = String(decoding: heard, as: UTF8.self).split(separator: "\n").compactMap {
            Int64($0)
        }
        let last = try #require(told.dropLast().max())
        #expect(last < 2_000)
        let again = try fixture.open()
        #expect(try again.lastJournalID >= last)
        let count = try again.journal(after: 0, through: nil, limit: 9_999).count
        #expect(count == Int(try again.lastJournalID))
    }
}
