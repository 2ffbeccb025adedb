import CProtocol
import Model

extension WireDecoder {
    /// The interferer in a payload, and the epoch of the engine that says so.
    public func interfererState(
        _ payload: [UInt8]
    ) throws(WireError) -> (state: InterfererState, epoch: UInt64) {
        try decode(
            payload, as: Ethermap__V1__InterfererState.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            let state = InterfererState(
                id: try envelope.name(message.interferer_id, "interferer_id"),
                phase: InterfererPhase(rawValue: Int(message.phase.rawValue)) ?? .unspecified,
                band: try envelope.name(message.band_id, "band_id"),
                position: try envelope.position(
                    latitude: message.latitude_deg, longitude: message.longitude_deg,
                    altitude: message.altitude_m),
                covarianceSquareMetres: CValues.array(
                    message.covariance_m2, message.n_covariance_m2),
                ce90Metres: message.ce90_m,
                eirpDbm: message.eirp_dbm,
                confidence: message.confidence,
                firstSeen: UnixTime(nanoseconds: message.first_seen_unix_ns),
                lastSeen: UnixTime(nanoseconds: message.last_seen_unix_ns),
                sensorCount: Int(message.sensor_count),
                sampleCount: Int(clamping: message.sample_count),
                peakAboveBackgroundDb: message.peak_above_background_db,
                mapRevision: message.map_revision
            )
            try Self.checkCovariance(of: state, envelope)
            return (state, message.epoch)
        }
    }

    /// The alert in a payload, and the epoch of the engine that raised it.
    public func alert(_ payload: [UInt8]) throws(WireError) -> (alert: Alert, epoch: UInt64) {
        try decode(
            payload, as: Ethermap__V1__Alert.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            let id = CValues.text(message.alert_id)
            try envelope.require(!id.isEmpty, .malformed, "alert_id is empty")
            let sensor = CValues.text(message.sensor_id)
            let alert = Alert(
                id: id,
                kind: AlertKind(rawValue: Int(message.kind.rawValue)) ?? .unspecified,
                region: try envelope.name(message.region, "region"),
                time: UnixTime(nanoseconds: message.time_unix_ns),
                interferer: try Self.interferer(in: message, envelope),
                sensor: sensor.isEmpty ? nil : try envelope.name(sensor, "sensor_id"),
                message: CValues.text(message.message)
            )
            return (alert, message.epoch)
        }
    }

    private static func interferer(
        in message: Ethermap__V1__Alert, _ envelope: Envelope
    ) throws(WireError) -> InterfererState? {
        let id = CValues.text(message.interferer_id)
        guard !id.isEmpty else { return nil }
        let state = InterfererState(
            id: try envelope.name(id, "interferer_id"),
            phase: InterfererPhase(rawValue: Int(message.phase.rawValue)) ?? .unspecified,
            band: try envelope.name(message.band_id, "band_id"),
            position: try envelope.position(
                latitude: message.latitude_deg, longitude: message.longitude_deg,
                altitude: message.altitude_m),
            covarianceSquareMetres: CValues.array(message.covariance_m2, message.n_covariance_m2),
            ce90Metres: message.ce90_m,
            eirpDbm: message.eirp_dbm,
            confidence: message.confidence,
            firstSeen: UnixTime(nanoseconds: message.first_seen_unix_ns),
            lastSeen: UnixTime(nanoseconds: message.last_seen_unix_ns),
            sensorCount: Int(message.sensor_count),
            sampleCount: Int(clamping: message.sample_count),
            peakAboveBackgroundDb: message.peak_above_background_db,
            mapRevision: message.map_revision
        )
        try checkCovariance(of: state, envelope)
        return state
    }

    private static func checkCovariance(
        of state: InterfererState, _ envelope: Envelope
    ) throws(WireError) {
        try envelope.require(
            state.covarianceSquareMetres.count == 9, .malformed, "covariance_m2 is not 3 by 3")
    }
}
