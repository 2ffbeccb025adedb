import Foundation
import Model
import Testing
import Wire

@Suite struct JSONMirrorTests {
    private func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `the summary is one flat object from names to numbers, keys ascending`() throws {
        var health = Samples.health
        health.counters["lag_seconds"] = .nan
        let text = String(decoding: JSONMirror.summary(of: health), as: UTF8.self)
        #expect(
            text
                == #"{"epoch":3,"frames_accepted":1000000,"rejected_malformed":2,"status":2,"#
                + #""time_unix_ns":1760000001}"#)
    }

    @Test func `an alert's mirror holds the facts flat under the schema's names`() throws {
        let alert = try object(JSONMirror.bytes(of: Samples.alert, epoch: 5))
        #expect(alert["alert_id"] as? String == Samples.alert.id)
        #expect(alert["kind"] as? String == "INTERFERER_DETECTED")
        #expect(alert["region"] as? String == "campus")
        #expect(alert["interferer_id"] as? String == "in-0001")
        #expect(alert["phase"] as? String == "ACTIVE")
        #expect(alert["latitude_deg"] as? Double == 48.125)
        #expect(alert["covariance_m2"] as? [Double] == Samples.interferer.covarianceSquareMetres)
        #expect(alert["eirp_dbm"] as? Double == 20.25)
        #expect(alert["time_unix_ns"] as? UInt64 == 1_760_000_001)
        #expect(alert["time"] as? String == "1970-01-01T00:00:01.760Z")
        #expect(alert["epoch"] as? Int == 5)
    }

    @Test func `what is unknown is left out`() throws {
        var state = Samples.interferer
        state.eirpDbm = .nan
        state.covarianceSquareMetres[0] = .infinity
        let mirror = try object(JSONMirror.bytes(of: state, epoch: 5))
        #expect(mirror["eirp_dbm"] == nil)
        #expect(mirror["covariance_m2"] == nil)
        #expect(mirror["ce90_m"] as? Double == 7.5)
    }

    @Test func `a sensor's alert has no interferer's keys`() throws {
        var alert = Samples.alert
        alert.interferer = nil
        alert.kind = .sensorLost
        alert.message = "line\nbreak \"quoted\""
        let mirror = try object(JSONMirror.bytes(of: alert, epoch: 5))
        #expect(mirror["latitude_deg"] == nil)
        #expect(mirror["sensor_id"] as? String == "uav-1")
        #expect(mirror["message"] as? String == alert.message)
    }
}
