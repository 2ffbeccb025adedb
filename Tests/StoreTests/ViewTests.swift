import GRDB
import Model
import Testing

@testable import Store

struct ViewTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// The columns are a promise to other people's dashboards (docs/operating.md).
    @Test(arguments: [
        (
            "v_alerts",
            """
            id time kind region interferer band latitude longitude altitude_m ce90_m eirp_dbm \
            confidence sensor message published_at muted_by acknowledged_at acknowledged_by note
            """
        ),
        (
            "v_interferers",
            """
            id phase band latitude longitude altitude_m ce90_m eirp_dbm confidence first_seen \
            last_seen sensors samples peak_above_background_db map_revision
            """
        ),
        (
            "v_sensors",
            """
            sensor platform status boot_id last_seen latitude longitude altitude_m bias_db \
            frames_accepted frames_rejected frames_duplicate frames_late frames_lost
            """
        ),
        (
            "v_known_emitters",
            "name band latitude longitude altitude_m eirp_dbm radius_m since author"
        ),
        (
            "v_mutes",
            "key interferer latitude longitude radius_m band until note since author"
        ),
        (
            "v_maps",
            "product band unit revision valid_time method known_cells round generation"
        ),
    ])
    func `a view has exactly its documented columns`(_ view: String, _ columns: String) throws {
        _ = try fixture.open()
        let names = try fixture.raw().read { db in
            try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info('\(view)')")
        }
        #expect(names == columns.split(separator: " ").map(String.init))
    }

    @Test func `the views speak in seconds, degrees and words`() throws {
        let store = try fixture.open()
        let lost = Alert(
            id: "lost", kind: .sensorLost, region: "prague", time: Fixture.time(7.5),
            sensor: "uav-1", message: "silent")
        let sensor = SensorSummary(
            sensor: "uav-1", platform: .uav, bootID: .max, status: "online",
            lastSeen: Fixture.time(1), framesAccepted: 10)
        try store.commit(
            Fixture.round(
                1, changes: [Fixture.change(1, cells: [1, 2], at: 3)],
                alerts: [Fixture.alert("a", at: 2, eirpDbm: .nan), lost],
                interferers: [Fixture.interferer()], sensors: [sensor]))
        try store.commit(Fixture.round(2, changes: [Fixture.change(2, cells: [5], at: 4)]))
        try fixture.raw().read { db in
            let alert = try #require(
                try Row.fetchOne(db, sql: "SELECT * FROM v_alerts WHERE id = 'a'"))
            #expect(alert["time"] == 1_700_000_002.0)
            #expect(alert["kind"] == "INTERFERER_DETECTED")
            #expect(alert["latitude"] == 50.01)
            #expect(alert["ce90_m"] == 6.4)
            #expect((alert["eirp_dbm"] as Double?) == nil)
            #expect((alert["published_at"] as Double?) == nil)
            let other = try #require(
                try Row.fetchOne(db, sql: "SELECT * FROM v_alerts WHERE id = 'lost'"))
            #expect(other["sensor"] == "uav-1")
            #expect((other["ce90_m"] as Double?) == nil)
            let interferer = try #require(
                try Row.fetchOne(db, sql: "SELECT * FROM v_interferers"))
            #expect(interferer["phase"] == "active")
            #expect(interferer["first_seen"] == 1_700_000_001.0)
            #expect(interferer["eirp_dbm"] == 20.0)
            #expect(interferer["samples"] == 120)
            let seen = try #require(try Row.fetchOne(db, sql: "SELECT * FROM v_sensors"))
            #expect(seen["platform"] == "uav")
            #expect(seen["boot_id"] == "18446744073709551615")
            #expect((seen["latitude"] as Double?) == nil)
            let maps = try Row.fetchAll(db, sql: "SELECT * FROM v_maps")
            #expect(maps.count == 1)
            #expect(maps.first?["revision"] == 2)
            #expect(maps.first?["valid_time"] == 1_700_000_004.0)
            #expect(maps.first?["known_cells"] == 3)
            #expect(maps.first?["unit"] == "dBm")
        }
    }
}
