import Foundation
import Testing

/// The commands that read a store, on a store that an engine could have left.
@Suite(.needsProgram)
struct StoreCommandTests {
    private let store: SampleStore

    init() throws { store = try SampleStore() }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments + ["--state-dir", store.folder.path])
    }

    /// A cell's middle, in degrees: one metre is 1 / 111 229 degrees north here.
    private static let place = ["50.000045", "14.00007"]

    @Test func `maps are listed, now and then`() throws {
        defer { store.folder.remove() }
        let now = try run("maps", "list", "--json").objects()
        #expect(now.count == 1)
        #expect(now[0]["product"] as? String == "rss")
        #expect(now[0]["unit"] as? String == "dBm")
        #expect(now[0]["revision"] as? Int == 2)
        #expect(now[0]["known_cells"] as? Int == 24)
        #expect(now[0]["valid_time"] as? String == "2023-11-14T22:13:22.000Z")
        let then = try run("maps", "list", "--json", "--at", "1700000001.5").objects()
        #expect(then[0]["revision"] as? Int == 1)
        let before = try run("maps", "list", "--json", "--at", "2023-11-14T22:13:20Z").objects()
        #expect(before.isEmpty)
        let table = try run("maps", "list").output.split(separator: "\n")
        #expect(table.count == 2)
        #expect(table[0].hasPrefix("PRODUCT  BAND   UNIT  REVISION  VALID AT (UTC)"))
    }

    @Test func `a value is rounded as on the bus and says how sure and how old it is`() throws {
        defer { store.folder.remove() }
        let arguments = ["maps", "value"] + Self.place + ["--state-dir", store.folder.path]
        let value = try Program.run(arguments + ["--json"]).object()
        #expect(value["value"] as? Double == -70)
        #expect(value["standard_deviation_db"] as? Double == 2.5)
        #expect(value["age_s"] as? Double == 0.5)
        #expect(value["revision"] as? Int == 2)
        #expect(value["method"] as? String == "kriging")
        let cell = try #require(value["cell"] as? [String: Any])
        #expect(cell["x"] as? Int == 0)
        #expect(cell["z"] as? Int == 0)
        #expect(cell["altitude_m"] as? Double == 230)
        let then = try Program.run(arguments + ["--json", "--at", "1700000001.5"])
        #expect(then.output.contains("\"value\":-80.13}"))
        let text = try Program.run(arguments).output
        #expect(text.contains("value               -70.00 dBm"))
    }

    @Test func `an unknown cell is not known, a place outside is bad data`() throws {
        defer { store.folder.remove() }
        let unknown = try run("maps", "value", "50.0004", "14.0004", "261", "--json")
        #expect(unknown.status == 0)
        #expect(try unknown.object()["value"] == nil)
        let text = try run("maps", "value", "50.0004", "14.0004", "261")
        #expect(text.output.contains("not known"))
        let outside = try run("maps", "value", "-33.5", "-14.1")
        #expect(outside.status == 65)
        #expect(outside.complaints.contains("outside the region"))
        #expect(try run("maps", "value", "50", "14", "--band", "b9").status == 65)
        #expect(try run("maps", "value", "50", "14", "--product", "iss").status == 65)
        #expect(try run("maps", "value", "50", "14", "--product", "ssi").status == 64)
        #expect(try run("maps", "value", "50", "x").status == 64)
        #expect(try run("maps", "value", "95", "14").status == 64)
    }

    @Test func `alerts are listed by time and kind, and shown`() throws {
        defer { store.folder.remove() }
        let all = try run("alerts", "list", "--json").objects()
        #expect(all.map { $0["alert_id"] as? String } == SampleStore.alerts.map(\.id))
        #expect(all[0]["time"] as? String == "2023-11-14T22:13:21.250Z")
        #expect(all[0]["eirp_dbm"] == nil)
        let lost = try run("alerts", "list", "--json", "--kind", "sensor-lost").objects()
        #expect(lost.count == 1)
        #expect(try run("alerts", "list", "--json", "--since", "-1d").objects().isEmpty)
        #expect(try run("alerts", "list", "--json", "--limit", "1").objects().count == 1)
        #expect(try run("alerts", "list", "--limit", "0").status == 64)
        #expect(try run("alerts", "list", "--kind", "nonsense").status == 64)
        let table = try run("alerts", "list").output
        #expect(table.contains("CE90 (m)"))
        #expect(table.contains("2023-11-14T22:13:21.250Z  INTERFERER_DETECTED  int-0001"))
        let shown = try run("alerts", "show", SampleStore.alerts[0].id, "--json").object()
        #expect(shown["interferer_id"] as? String == "int-0001")
        #expect(try run("alerts", "show", SampleStore.alerts[1].id).output.contains("uav-1"))
        #expect(try run("alerts", "show", "nothing").status == 65)
    }

    @Test func `interferers are listed, cleared ones on request`() throws {
        defer { store.folder.remove() }
        let active = try run("interferers", "list", "--json").objects()
        #expect(active.map { $0["interferer_id"] as? String } == ["int-0001"])
        let all = try run("interferers", "list", "--json", "--all").objects()
        #expect(all.map { $0["phase"] as? String } == ["ACTIVE", "CLEARED"])
        let then = try run("interferers", "list", "--json", "--all", "--at", "1700000001").objects()
        #expect(then.count == 1)
        let none = try run("interferers", "list", "--at", "1600000000")
        #expect(none.status == 0)
        #expect(none.output.isEmpty)
        #expect(none.complaints == "no interferers\n")
    }

    @Test func `a store is checked and backed up, never onto a file that is there`() throws {
        defer { store.folder.remove() }
        let check = try run("store", "check", "--json").object()
        #expect(check["sound"] as? Bool == true)
        #expect(check["map_revisions"] as? Int == 2)
        let copy = store.folder.file("copy/ethermap.sqlite")
        try FileManager.default.createDirectory(
            atPath: store.folder.file("copy"), withIntermediateDirectories: true)
        #expect(try run("store", "backup", copy).status == 0)
        let values = try Program.run(
            ["maps", "value"] + Self.place + ["--json", "--state-dir", store.folder.file("copy")])
        #expect(try values.object()["value"] as? Double == -70)
        let again = try run("store", "backup", copy)
        #expect(again.status == 1)
        #expect(again.complaints.contains("exists already"))
    }

    @Test func `a damaged store is bad data, a missing one not available`() throws {
        defer { store.folder.remove() }
        let path = store.folder.file("ethermap.sqlite")
        let copy = store.folder.file("copy.sqlite")
        #expect(try run("store", "backup", copy).status == 0)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
        for index in stride(from: 8_192, to: bytes.count, by: 3) { bytes[index] ^= 0x5A }
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        let damaged = try run("store", "check")
        #expect(damaged.status == 65)
        let missing = try Program.run(["store", "check", "--state-dir", "no-such-folder"])
        #expect(missing.status == 69)
        #expect(missing.output.isEmpty)
        #expect(missing.complaints.contains("no such file"))
        let text = store.folder.file("text")
        try FileManager.default.createDirectory(
            atPath: text, withIntermediateDirectories: true)
        try "not a database, not at all, but long enough to look like something".write(
            toFile: text + "/ethermap.sqlite", atomically: true, encoding: .utf8)
        #expect(try Program.run(["maps", "list", "--state-dir", text]).status == 69)
    }

    @Test func `the state directory comes from the configuration, too`() throws {
        defer { store.folder.remove() }
        let sample = try Program.run(["config", "sample"]).output
        let file = try store.folder.write(sample, to: "e.yaml")
        let outcome = try Program.run(
            ["maps", "list", "--json", "--config", file],
            environment: ["ETHERMAP_STORE_DIRECTORY": store.folder.path])
        #expect(try outcome.objects().count == 1)
        let both = try Program.run(["maps", "list", "--config", file, "--state-dir", "x"])
        #expect(both.status == 64)
    }
}
