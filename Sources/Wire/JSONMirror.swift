import FoundationEssentials
import Model

/// The JSON mirrors of outputs, for consumers without protobuf: keys ascending, named as in the schema.
///
/// What is not a finite number (an unknown EIRP) is left out. Times come twice: as integers of
/// nanoseconds, and as ISO 8601 text for readers whose numbers are doubles.
public enum JSONMirror {
    /// The alert as an object: its own facts, and the interferer's flat beside them.
    public static func bytes(of alert: Alert, epoch: UInt64) -> [UInt8] {
        var object: [String: JSONValue] = [
            "alert_id": .text(alert.id),
            "kind": .text(alert.kind.name),
            "region": .text(alert.region.rawValue),
            "epoch": .integer(epoch),
            "message": .text(alert.message),
        ]
        object.set("time", to: alert.time)
        object["sensor_id"] = alert.sensor.map { .text($0.rawValue) }
        if let interferer = alert.interferer { object.set(interferer) }
        return encoded(object)
    }

    /// The interferer as an object.
    public static func bytes(of state: InterfererState, epoch: UInt64) -> [UInt8] {
        var object: [String: JSONValue] = ["epoch": .integer(epoch)]
        object.set(state)
        return encoded(object)
    }

    /// The spectrum as an object: its facts and bands, without the bins' values.
    public static func bytes(of estimate: SpectrumEstimate) -> [UInt8] {
        var object: [String: JSONValue] = [
            "sensor_id": .text(estimate.sensor.rawValue),
            "epoch": .integer(estimate.epoch),
            "bin_count": .integer(UInt64(estimate.psdDbmPerHz.count)),
            "method": .text(estimate.method),
            "iterations": .integer(UInt64(estimate.iterations)),
            "degraded": .texts(estimate.degradations.map(\.rawValue)),
            "bands": .objects(estimate.bands.map(Self.object)),
        ]
        object.set("time", to: estimate.time)
        object["first_frequency_hz"] = JSONValue(finite: estimate.firstFrequencyHz)
        object["bin_width_hz"] = JSONValue(finite: estimate.binWidthHz)
        object["residual"] = JSONValue(finite: Double(estimate.residual))
        object["false_alarm_probability"] = JSONValue(
            finite: Double(estimate.falseAlarmProbability))
        if let noise = estimate.noiseDbmPerHz {
            object["noise_dbm_per_hz"] = JSONValue(finite: Double(noise))
        }
        return encoded(object)
    }

    private static func object(of band: SpectrumBand) -> [String: JSONValue] {
        var object: [String: JSONValue] = [:]
        object["center_frequency_hz"] = JSONValue(finite: band.centerFrequencyHz)
        object["width_hz"] = JSONValue(finite: band.widthHz)
        object["power_dbm"] = JSONValue(finite: Double(band.powerDbm))
        if let deviation = band.powerDeviationDb {
            object["power_standard_deviation_db"] = JSONValue(finite: Double(deviation))
        }
        object["occupancy"] = JSONValue(finite: Double(band.occupancy))
        object.set("first_seen", to: band.firstSeen)
        return object
    }

    /// The summary: one flat object, name to number; counters and gauges that are not finite are out.
    public static func summary(of health: EngineHealth) -> [UInt8] {
        var object = health.counters.compactMapValues(JSONValue.init(finite:))
        object["epoch"] = .integer(health.epoch)
        object["status"] = .integer(UInt64(health.status.rawValue))
        object["time_unix_ns"] = .integer(health.time.nanoseconds)
        return encoded(object)
    }

    private static func encoded(_ object: [String: JSONValue]) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(object))
        } catch {
            // Texts and finite numbers only: there is nothing here that JSON cannot say.
            preconditionFailure("a mirror holds only what JSON can say: \(error)")
        }
    }
}

extension [String: JSONValue] {
    /// Sets a time's two keys.
    fileprivate mutating func set(_ name: String, to time: UnixTime) {
        self[name + "_unix_ns"] = .integer(time.nanoseconds)
        // The style cuts to milliseconds: half of one keeps a double's error from showing.
        let shown = Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000) / 1e3 + 5e-4)
        self[name] = .text(
            shown.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    /// Sets an interferer's keys.
    fileprivate mutating func set(_ state: InterfererState) {
        self["interferer_id"] = .text(state.id.rawValue)
        self["phase"] = .text("\(state.phase)".uppercased())
        self["band_id"] = .text(state.band.rawValue)
        self["latitude_deg"] = JSONValue(finite: state.position.latitudeDegrees)
        self["longitude_deg"] = JSONValue(finite: state.position.longitudeDegrees)
        self["altitude_m"] = JSONValue(finite: state.position.altitudeMetres)
        if state.covarianceSquareMetres.allSatisfy(\.isFinite) {
            self["covariance_m2"] = .numbers(state.covarianceSquareMetres)
        }
        self["ce90_m"] = JSONValue(finite: state.ce90Metres)
        self["eirp_dbm"] = JSONValue(finite: state.eirpDbm)
        self["confidence"] = JSONValue(finite: state.confidence)
        set("first_seen", to: state.firstSeen)
        set("last_seen", to: state.lastSeen)
        self["sensor_count"] = .integer(UInt64(clamping: state.sensorCount))
        self["sample_count"] = .integer(UInt64(clamping: state.sampleCount))
        self["peak_above_background_db"] = JSONValue(finite: state.peakAboveBackgroundDb)
        self["map_revision"] = .integer(state.mapRevision)
    }
}
