import CProtocol
import Model

extension WireDecoder {
    /// The birth in a payload.
    public func sensorBirth(_ payload: [UInt8]) throws(WireError) -> SensorBirth {
        try decode(
            payload, as: Ethermap__V1__SensorBirth.self, budgetBytes: limits.frameBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            try envelope.checkSchema(message.schema_version)
            var bands: [BandID] = []
            for text in CValues.texts(message.band_id, message.n_band_id) {
                bands.append(try envelope.name(text, "band_id"))
            }
            return SensorBirth(
                schemaVersion: message.schema_version,
                sensor: try envelope.name(message.sensor_id, "sensor_id"),
                bootID: message.boot_id,
                platform: SensorPlatform(rawValue: Int(message.platform.rawValue)) ?? .unspecified,
                antennaHeightMetres: message.antenna_height_m,
                antennaGainDbi: message.antenna_gain_dbi,
                calibrationOffsetDb: message.calibration_offset_db,
                calibrationStandardDeviationDb: message.calibration_standard_deviation_db,
                bands: bands,
                capabilities: CValues.texts(message.capability, message.n_capability)
            )
        }
    }

    /// The state in a payload.
    public func sensorState(_ payload: [UInt8]) throws(WireError) -> SensorState {
        try decode(
            payload, as: Ethermap__V1__SensorState.self, budgetBytes: limits.frameBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            try envelope.checkSchema(message.schema_version)
            return SensorState(
                schemaVersion: message.schema_version,
                sensor: try envelope.name(message.sensor_id, "sensor_id"),
                bootID: message.boot_id,
                status: SensorState.Status(rawValue: Int(message.status.rawValue)) ?? .unspecified,
                time: UnixTime(nanoseconds: message.time_unix_ns),
                isFinal: message.final != 0
            )
        }
    }

    /// The acknowledgement in a payload; a reason that is newer than this program is `malformed`.
    public func sensorAck(_ payload: [UInt8]) throws(WireError) -> SensorAck {
        try decode(
            payload, as: Ethermap__V1__SensorAck.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            return SensorAck(
                sensor: try envelope.name(message.sensor_id, "sensor_id"),
                bootID: message.boot_id,
                throughSequence: message.through_sequence,
                rejections: CValues.messages(message.rejections, message.n_rejections).map {
                    Self.rejection($0.pointee)
                },
                rejectedCount: message.rejected_count,
                lostCount: message.lost_count,
                epoch: message.epoch
            )
        }
    }

    private static func rejection(_ message: Ethermap__V1__Rejection) -> Rejection {
        Rejection(
            bootID: message.boot_id,
            sequence: message.sequence,
            reason: RejectionReason(wire: message.reason) ?? .malformed,
            detail: CValues.text(message.detail),
            time: UnixTime(nanoseconds: message.time_unix_ns)
        )
    }
}
