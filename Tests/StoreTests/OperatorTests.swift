import Foundation
import GRDB
import Model
import Testing

@testable import Store

/// What operators say, in the journal and in the tables.
struct OperatorTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private static func command(
        _ id: String, _ action: OperatorCommand.Action, at seconds: Double = 5
    ) -> OperatorCommand {
        OperatorCommand(id: id, time: Fixture.time(seconds), author: "eva", action: action)
    }

    private static let relay = KnownEmitter(
        name: "relay", band: Fixture.band,
        position: GeodeticPosition(
            latitudeDegrees: 50.001, longitudeDegrees: 14.001, altitudeMetres: 210),
        eirpDbm: 20)

    private static let mute = Mute(
        key: "near-1",
        subject: .place(relay.position, radiusMetres: 100, band: Fixture.band),
        forSeconds: 60, until: Fixture.time(65), note: "works")

    @Test func `commands stand in the journal in their order, once, and in the tables`() throws {
        let store = try fixture.open()
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(1)]))
        let commands = [
            Self.command("c1", .addKnownEmitter(Self.relay)), Self.command("c2", .mute(Self.mute)),
        ]
        #expect(try store.commit(commands, received: Fixture.time(6)) == [2, 3])
        #expect(try store.commit(commands, received: Fixture.time(7)) == [nil, nil])
        _ = try store.commit(IntakeCommit(entries: [Fixture.entry(2)]))
        let rows = try store.journal(after: 0, through: nil, limit: 99)
        #expect(rows.map(\.entry.kind) == [.rss, .command, .command, .rss])
        #expect(try rows[1...2].map { try OperatorCommand(bytes: $0.entry.payload) } == commands)
        #expect(!SensorID.isValid(rows[1].entry.sensor.rawValue), "no sensor has this name")
        let reader = try StoreReader(fixture.path)
        #expect(try reader.knownEmitters().map(\.value) == [Self.relay])
        #expect(try reader.mutes().map(\.value) == [Self.mute])
        #expect(try reader.mutes().map(\.author) == ["eva"])
        #expect(try reader.hasTaken(commandID: "c1"))
        #expect(try !reader.hasTaken(commandID: "c9"))
        _ = try store.commit(
            [
                Self.command("c3", .removeKnownEmitter(name: "relay")),
                Self.command("c4", .unmute(key: "near-1")),
            ], received: Fixture.time(8))
        #expect(try reader.knownEmitters().isEmpty)
        #expect(try reader.mutes().isEmpty)
        #expect(try reader.check().findings == [])
    }

    @Test func `the first who has seen an alert counts, the last note stands`() throws {
        let store = try fixture.open()
        try store.commit(Fixture.round(1, alerts: [Fixture.alert("a"), Fixture.alert("b")]))
        _ = try store.commit(
            [
                Self.command("c1", .acknowledge(alertIDs: ["a"], note: nil), at: 5),
                Self.command("c2", .acknowledge(alertIDs: ["a"], note: "on it"), at: 9),
            ], received: Fixture.time(9))
        let reader = try StoreReader(fixture.path)
        let annotations = try reader.annotations(of: ["a", "b", "c"])
        #expect(annotations.keys.sorted() == ["a", "b"])
        #expect(annotations["a"]?.acknowledgement?.time == Fixture.time(5))
        #expect(annotations["a"]?.acknowledgement?.value == "on it")
        #expect(annotations["b"]?.acknowledgement == nil)
        #expect(try reader.alertIDs(of: "int-1") == ["a", "b"])
    }

    @Test func `a muted alert is kept and never waits to be sent`() throws {
        let store = try fixture.open(StoreConfiguration(historyRetentionSeconds: 100))
        var round = Fixture.round(1, alerts: [Fixture.alert("a"), Fixture.alert("b")])
        round.mutedAlerts = ["a": "near-1"]
        try store.commit(round)
        #expect(try store.unpublishedAlerts(limit: 9).map(\.id) == ["b"])
        let reader = try StoreReader(fixture.path)
        #expect(try reader.counters().unpublishedAlerts == 1)
        #expect(try reader.alerts().map(\.id) == ["a", "b"])
        #expect(try reader.annotations(of: ["a"])["a"]?.mutedBy == "near-1")
        // It ages by the region's clock, the only one that it knows.
        try store.commit(Fixture.snapshot(1, journalThrough: 0))
        _ = try store.enforceRetention(now: Fixture.time(1_000))
        #expect(try reader.alerts().count == 2)
        try store.commit(Fixture.round(300))
        _ = try store.enforceRetention(now: Fixture.time(1_000))
        #expect(try reader.alerts().map(\.id) == ["b"], "an unsent one stays")
    }

    @Test func `commands and what came of them are forgotten with the history`() throws {
        let store = try fixture.open(StoreConfiguration(historyRetentionSeconds: 100))
        _ = try store.commit(
            [
                Self.command("c1", .addKnownEmitter(Self.relay)),
                Self.command("c2", .mute(Self.mute)),
                Self.command("c3", .acknowledge(alertIDs: ["gone"], note: nil)),
            ], received: Fixture.time(6))
        _ = try store.enforceRetention(now: Fixture.time(150))
        let reader = try StoreReader(fixture.path)
        #expect(try reader.mutes().count == 1)
        #expect(try !reader.hasTaken(commandID: "c1"))
        _ = try store.enforceRetention(now: Fixture.time(170))
        #expect(try reader.mutes().isEmpty, "it had ended at 65 s")
        #expect(try reader.knownEmitters().count == 1, "what is known stays known")
        let left = try fixture.raw().read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM acknowledgement")
        }
        #expect(left == 0)
    }

    @Test func `a store of the first schema is brought up to date with all it holds`() throws {
        let old = try fixture.raw()
        try old.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            try db.execute(sql: FirstSchema.sql)
            try db.execute(
                sql: """
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('1 tables');
                    """)
            for id in ["sent", "unsent"] {
                try db.execute(
                    sql: """
                        INSERT INTO alert (alert_id, time, kind, round, published_at, body)
                        VALUES (?, 5, 'INTERFERER_DETECTED', NULL, ?, ?)
                        """,
                    arguments: [
                        id, id == "sent" ? 7 : nil, try StoredText.json(Fixture.alert(id)),
                    ])
            }
        }
        try old.close()
        #expect {
            _ = try StoreReader(fixture.path)
        } throws: {
            ($0 as? StoreError)?.code == .olderSchema
        }
        let store = try fixture.open()
        #expect(try store.unpublishedAlerts(limit: 9).map(\.id) == ["unsent"])
        _ = try store.commit(
            [Self.command("c1", .acknowledge(alertIDs: ["sent"], note: "seen"))],
            received: Fixture.time(1))
        let reader = try StoreReader(fixture.path)
        #expect(try reader.alerts().map(\.id) == ["sent", "unsent"])
        try fixture.raw().read { db in
            let row = try #require(
                try Row.fetchOne(db, sql: "SELECT * FROM v_alerts WHERE id = 'sent'"))
            #expect(row["note"] == "seen")
            #expect(row["acknowledged_by"] == "eva")
            #expect((row["muted_by"] as String?) == nil)
            #expect(try Int64.fetchOne(db, sql: "PRAGMA user_version") == Schema.version)
            // The new file and the old one have come to the same tables.
            let upgraded = try Self.shape(db)
            let fresh = try Fixture()
            _ = try fresh.open()
            #expect(try fresh.raw().read(Self.shape) == upgraded)
        }
    }

    private static func shape(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
                WHERE name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%' ORDER BY type, name
                """
        ).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    @Test func `an inbox gives commands in their order and puts nonsense aside`() throws {
        let inbox = OperatorInbox(stateDirectory: fixture.folder)
        #expect(try inbox.entries().isEmpty)
        try inbox.put(Self.command("late", .unmute(key: "a"), at: 9))
        try inbox.put(Self.command("early", .unmute(key: "b"), at: 2))
        try "no json".write(
            toFile: inbox.path + "/0-nonsense.json", atomically: true, encoding: .utf8)
        var entries = try inbox.entries()
        #expect(entries.map(\.command?.id) == [nil, "early", "late"])
        try inbox.reject(entries[0])
        try inbox.remove(entries[1])
        entries = try inbox.entries()
        #expect(entries.map(\.command?.id) == ["late"])
        let names = try FileManager.default.contentsOfDirectory(atPath: inbox.path)
        #expect(names.contains("0-nonsense.json.rejected"))
    }

    @Test func `a command beyond its bounds is none`() throws {
        var wild = Self.relay
        wild.position.latitudeDegrees = .nan
        var endless = Self.mute
        endless.forSeconds = .infinity
        let actions: [OperatorCommand.Action] = [
            .addKnownEmitter(wild), .mute(endless), .unmute(key: "../up"),
            .removeKnownEmitter(name: ""), .acknowledge(alertIDs: [], note: nil),
            .acknowledge(alertIDs: ["a"], note: String(repeating: "x", count: 2_000)),
        ]
        for action in actions {
            let command = Self.command("c", action)
            #expect(!command.isSound)
            #expect(throws: (any Error).self) {
                try OperatorCommand(bytes: try command.bytes())
            }
        }
        #expect(throws: (any Error).self) { try OperatorCommand(bytes: [0xFF, 0x00]) }
    }
}
