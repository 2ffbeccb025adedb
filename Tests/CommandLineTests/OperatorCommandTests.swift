import Foundation
import Testing

/// What an operator says, on a store without an engine: it is kept, shown, and taken at its start.
@Suite(.needsProgram)
struct OperatorCommandTests {
    private let store: SampleStore

    init() throws { store = try SampleStore() }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments + ["--state-dir", store.folder.path])
    }

    private func known(_ more: String...) throws -> Program.Outcome {
        try Program.run(
            ["interferers", "known", "add", "--state-dir", store.folder.path] + more)
    }

    @Test func `a known emitter is added, listed, replaced and removed`() throws {
        defer { store.folder.remove() }
        let none = try run("interferers", "known", "list")
        #expect(none.status == 0 && none.output.isEmpty)
        #expect(none.complaints == "no known emitters\n")
        let added = try known(
            "--region", "city", "--name", "relay", "--band", "b2440", "--lat", "50.0002", "--lon",
            "14.0003", "--height", "12", "--eirp", "-3.5", "--radius", "80", "--json")
        #expect(added.status == 0)
        #expect(try added.object()["state"] as? String == "waiting")
        let listed = try run("interferers", "known", "list", "--json").objects()
        #expect(listed.count == 1)
        #expect(listed[0]["name"] as? String == "relay")
        #expect(listed[0]["region"] as? String == "city")
        #expect(listed[0]["band_id"] as? String == "b2440")
        #expect(listed[0]["latitude_deg"] as? Double == 50.0002)
        #expect(listed[0]["altitude_m"] as? Double == 212)
        #expect(listed[0]["eirp_dbm"] as? Double == -3.5)
        #expect(listed[0]["radius_m"] as? Double == 80)
        #expect(listed[0]["state"] as? String == "waiting")
        let again = try known(
            "--name", "relay", "--band", "b2440", "--lat", "50.0002", "--lon", "14.0003")
        #expect(again.output.hasPrefix("replaced known emitter relay in b2440"))
        #expect(again.complaints == "no engine runs here; it is kept for the next start\n")
        #expect(try run("interferers", "known", "list").output.contains("relay  b2440"))
        #expect(try run("interferers", "known", "remove", "relay").status == 0)
        #expect(try run("interferers", "known", "list", "--json").output == "[]\n")
        #expect(try run("interferers", "known", "remove", "--name", "relay").status == 65)
    }

    @Test func `what cannot be is refused, usage by 64, data by 65, no store by 69`() throws {
        defer { store.folder.remove() }
        let place = ["--band", "b2440", "--lat", "50", "--lon", "14"]
        func status(_ arguments: [String]) throws -> Int32 {
            try Program.run(arguments + ["--state-dir", store.folder.path]).status
        }
        let add = ["interferers", "known", "add"]
        #expect(try status(add + place) == 64, "no name")
        #expect(try status(add + place + ["--name", "Relay 3"]) == 64)
        #expect(try status(add + place + ["--name", "a", "--radius", "-1"]) == 64)
        #expect(
            try status(add + ["--name", "a", "--band", "b2440", "--lat", "95", "--lon", "1"]) == 64)
        #expect(
            try status(add + ["--name", "a", "--band", "b9", "--lat", "50", "--lon", "14"]) == 65)
        let far = try known(
            "--name", "a", "--band", "b2440", "--lat", "-50", "--lon", "14")
        #expect(far.status == 65)
        #expect(far.complaints.contains("km from region 'city'"))
        #expect(try status(add + place + ["--name", "a", "--region", "other"]) == 65)
        #expect(try status(["alerts", "mute"]) == 64)
        #expect(try status(["alerts", "mute", "--interferer", "int-0099"]) == 65)
        #expect(try status(["alerts", "mute", "--interferer", "int-0001", "--for", "soon"]) == 64)
        #expect(
            try status(["alerts", "mute", "--interferer", "int-0001", "--near", "50,14"]) == 64)
        #expect(try status(["alerts", "mute", "--near", "50;14"]) == 64)
        #expect(try status(["alerts", "mute", "--near", "50,14", "--band", "b9"]) == 65)
        #expect(try status(["alerts", "unmute", "int-0001"]) == 65)
        #expect(try status(["alerts", "ack", "nothing"]) == 65)
        let missing = try Program.run(
            ["interferers", "known", "list", "--state-dir", "no-such-folder"])
        #expect(missing.status == 69)
    }

    @Test func `an interferer is muted by id or by place, and unmuted`() throws {
        defer { store.folder.remove() }
        let muted = try run(
            "alerts", "mute", "--interferer", "int-0001", "--for", "1h", "--note", "known works",
            "--json")
        #expect(muted.status == 0)
        #expect(try muted.object()["key"] as? String == "int-0001")
        #expect(try muted.object()["for_s"] as? Double == 3_600)
        let placed = try run(
            "alerts", "mute", "--near", "50.0002,14.0003", "--radius", "150", "--json"
        ).object()
        let key = try #require(placed["key"] as? String)
        #expect(key.hasPrefix("near-"))
        let mutes = try run("alerts", "mutes", "--json").objects()
        #expect(mutes.map { $0["key"] as? String } == ["int-0001", key])
        #expect(mutes[0]["note"] as? String == "known works")
        #expect(mutes[1]["radius_m"] as? Double == 150)
        #expect(try run("alerts", "mutes").output.contains("3600 s"))
        var states = try run("interferers", "list", "--json").objects()
        #expect(states[0]["muted"] as? Bool == true)
        #expect(try run("alerts", "unmute", "--interferer", "int-0001").status == 0)
        states = try run("interferers", "list", "--json").objects()
        #expect(states[0]["muted_by"] as? String == key, "still by its place")
        #expect(try run("alerts", "unmute", key).output == "unmuted \(key)\n")
        #expect(try run("alerts", "mutes").complaints == "nothing is muted\n")
        let list = try run("interferers", "list").output
        #expect(list.contains("ACKNOWLEDGED  MUTED"))
    }

    @Test func `an alert is acknowledged, alone or with all of its interferer`() throws {
        defer { store.folder.remove() }
        let id = SampleStore.alerts[0].id
        #expect(try run("alerts", "show", id).output.contains("acknowledged      no"))
        let seen = try run("alerts", "ack", id, "--note", "crew on its way")
        #expect(seen.status == 0)
        #expect(seen.output == "acknowledged \(id)\n")
        let shown = try run("alerts", "show", id, "--json").object()
        #expect(shown["acknowledged"] as? Bool == true)
        #expect(shown["note"] as? String == "crew on its way")
        #expect(shown["muted"] as? Bool == false)
        #expect(shown["interferer_id"] as? String == "int-0001", "with the mirror's own members")
        let listed = try run("alerts", "list", "--json").objects()
        #expect(listed.map { $0["acknowledged"] as? Bool } == [true, false])
        let state = try run("interferers", "list", "--json").objects()
        #expect(state[0]["acknowledged"] as? Bool == true)
        let all = try run("alerts", "ack", "int-0001", "--json").object()
        #expect(all["alert_ids"] as? [String] == [id])
        #expect(try run("alerts", "list").output.contains("ACKNOWLEDGED  MUTED"))
    }
}
