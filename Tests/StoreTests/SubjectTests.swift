import GRDB
import Model
import Testing

@testable import Store

struct SubjectTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func `an alert is sent once however often it is raised`() throws {
        let store = try fixture.open()
        let first = Fixture.alert("a", at: 1)
        let second = Fixture.alert("b", at: 2, eirpDbm: .nan)
        try store.commit(Fixture.round(1, alerts: [first]))
        _ = try store.commit(IntakeCommit(alerts: [first, second]))
        #expect(try store.unpublishedAlerts(limit: 1) == [first])
        #expect(try store.unpublishedAlerts(limit: 9).map(\.id) == ["a", "b"])
        try store.markPublished(alertIDs: ["a", "unknown"], at: Fixture.time(3))
        try store.markPublished(alertIDs: ["a"], at: Fixture.time(9))
        #expect(try store.unpublishedAlerts(limit: 9).map(\.id) == ["b"])
        try store.commit(Fixture.round(2, alerts: [first]))
        try store.close()
        let again = try fixture.open()
        #expect(try again.unpublishedAlerts(limit: 9).map(\.id) == ["b"])
        let when = try fixture.raw().read {
            try Double.fetchOne($0, sql: "SELECT published_at FROM v_alerts WHERE id = 'a'")
        }
        #expect(when == 1_700_000_003)
    }

    @Test func `an alert with unknown numbers and odd text comes back whole`() throws {
        let store = try fixture.open()
        var alert = Fixture.alert("a\"'\u{7F}é", eirpDbm: .nan)
        alert.message = "quote \" nul \u{0} line\n and emoji 🛰"
        alert.interferer?.mapRevision = .max
        alert.interferer?.ce90Metres = .infinity
        try store.commit(Fixture.round(1, alerts: [alert]))
        let read = try #require(try StoreReader(fixture.path).alert(id: alert.id))
        #expect(read.message == alert.message)
        #expect(read.interferer?.eirpDbm.isNaN == true)
        #expect(read.interferer?.ce90Metres == .infinity)
        #expect(read.interferer?.mapRevision == .max)
        #expect(read.interferer?.position == alert.interferer?.position)
    }

    @Test func `alerts are read from an instant, by kind, the newest of them`() throws {
        let store = try fixture.open()
        var alerts = (1...6).map { Fixture.alert("a\($0)", at: Double($0)) }
        alerts[3].kind = .interfererCleared
        let lost = Alert(
            id: "lost", kind: .sensorLost, region: "prague", time: Fixture.time(7),
            sensor: "uav-1", message: "silent")
        _ = try store.commit(IntakeCommit(alerts: alerts + [lost]))
        let reader = try StoreReader(fixture.path)
        #expect(try reader.alerts().map(\.id) == ["a1", "a2", "a3", "a4", "a5", "a6", "lost"])
        #expect(try reader.alerts(limit: 2).map(\.id) == ["a6", "lost"])
        #expect(try reader.alerts(since: Fixture.time(6)).map(\.id) == ["a6", "lost"])
        #expect(try reader.alerts(kind: .interfererCleared).map(\.id) == ["a4"])
        #expect(try reader.alert(id: "lost") == lost)
        #expect(try reader.alert(id: "none") == nil)
    }

    @Test func `an interferer's life can be read at any instant`() throws {
        let store = try fixture.open(StoreConfiguration(interfererHistorySeconds: 3))
        for number in UInt64(1)...10 {
            let phase: InterfererPhase = number == 8 ? .cleared : .active
            guard number <= 8 else { continue }
            try store.commit(
                Fixture.round(
                    number,
                    interferers: [
                        Fixture.interferer(phase: phase, east: Double(number) / 100)
                    ]))
        }
        let reader = try StoreReader(fixture.path)
        #expect(try reader.interferers().isEmpty)
        #expect(try reader.interferers(includeCleared: true).map(\.phase) == [.cleared])
        #expect(try reader.interferers(at: Fixture.time(0.5)).isEmpty)
        let atTwo = try reader.interferers(at: Fixture.time(2.5))
        #expect(atTwo == [Fixture.interferer(east: 0.01)], "kept every three seconds")
        #expect(try reader.interferers(at: Fixture.time(7.5)) == [Fixture.interferer(east: 0.07)])
        #expect(try reader.interferers(at: Fixture.time(9)).isEmpty)
        #expect(
            try reader.interferers(at: Fixture.time(9), includeCleared: true)
                == [Fixture.interferer(phase: .cleared, east: 0.08)])
        let kept = try fixture.raw().read {
            try Double.fetchAll($0, sql: "SELECT tick / 1e9 FROM interferer_history ORDER BY tick")
        }
        #expect(kept == [1, 4, 7, 8].map { 1_700_000_000 + $0 })
    }

    @Test func `an interferer that has not changed leaves no trace`() throws {
        let store = try fixture.open(StoreConfiguration(interfererHistorySeconds: 0))
        for number in UInt64(1)...5 {
            try store.commit(Fixture.round(number, interferers: [Fixture.interferer()]))
        }
        let count = try fixture.raw().read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM interferer_history")
        }
        #expect(count == 1)
    }

    @Test func `sensors are replaced, and come back whole`() throws {
        let store = try fixture.open()
        let position = GeodeticPosition(
            latitudeDegrees: 50.1, longitudeDegrees: 14.1, altitudeMetres: 300)
        var sensor = SensorSummary(
            sensor: "uav-1", platform: .uav, bootID: .max, status: "online",
            lastSeen: Fixture.time(1), position: position, biasDb: -1.25, framesAccepted: 10,
            framesRejected: 1, framesDuplicate: 2, framesLate: 3, framesLost: 4)
        let ground = SensorSummary(
            sensor: "gs-1", platform: .ground, bootID: 0, status: "offline", lastSeen: .zero)
        try store.commit(Fixture.round(1, sensors: [sensor, ground]))
        sensor.status = "lost"
        sensor.framesAccepted = UInt64(Int64.max)
        try store.commit(Fixture.round(2, sensors: [sensor]))
        #expect(try StoreReader(fixture.path).sensors() == [ground, sensor])
    }
}
