import CProtocol
import Model

/// Turns values into payloads; the same value always gives the same bytes.
///
/// What an engine says carries its fencing epoch: values that do not hold one take it here.
public enum WireEncoder {
    /// The birth's message.
    public static func bytes(of birth: SensorBirth) -> [UInt8] {
        packed(Ethermap__V1__SensorBirth.self) { message, arena in
            message.schema_version = birth.schemaVersion
            message.sensor_id = arena.text(birth.sensor.rawValue)
            message.boot_id = birth.bootID
            message.platform = .init(UInt32(birth.platform.rawValue))
            message.antenna_height_m = birth.antennaHeightMetres
            message.antenna_gain_dbi = birth.antennaGainDbi
            message.calibration_offset_db = birth.calibrationOffsetDb
            message.calibration_standard_deviation_db = birth.calibrationStandardDeviationDb
            message.n_band_id = birth.bands.count
            message.band_id = arena.texts(birth.bands.map(\.rawValue))
            message.n_capability = birth.capabilities.count
            message.capability = arena.texts(birth.capabilities)
        }
    }

    /// The state's message.
    public static func bytes(of state: SensorState) -> [UInt8] {
        packed(Ethermap__V1__SensorState.self) { message, arena in
            message.schema_version = state.schemaVersion
            message.sensor_id = arena.text(state.sensor.rawValue)
            message.boot_id = state.bootID
            message.status = .init(UInt32(state.status.rawValue))
            message.time_unix_ns = state.time.nanoseconds
            message.final = state.isFinal ? 1 : 0
        }
    }

    /// The acknowledgement's message.
    public static func bytes(of ack: SensorAck) -> [UInt8] {
        packed(Ethermap__V1__SensorAck.self) { message, arena in
            message.sensor_id = arena.text(ack.sensor.rawValue)
            message.boot_id = ack.bootID
            message.through_sequence = ack.throughSequence
            message.n_rejections = ack.rejections.count
            message.rejections = arena.messages(
                ack.rejections.map { rejection in
                    var part = Ethermap__V1__Rejection.empty()
                    part.boot_id = rejection.bootID
                    part.sequence = rejection.sequence
                    part.reason = rejection.reason.wire
                    part.detail = arena.text(rejection.detail)
                    part.time_unix_ns = rejection.time.nanoseconds
                    return part
                })
            message.rejected_count = ack.rejectedCount
            message.lost_count = ack.lostCount
            message.epoch = ack.epoch
        }
    }

    /// Fills an empty message and packs it while the arena holds its arrays and strings.
    static func packed<Message: GeneratedMessage>(
        _ type: Message.Type, fill: (inout Message, PackingArena) -> Void
    ) -> [UInt8] {
        let arena = PackingArena()
        var message = Message.empty()
        fill(&message, arena)
        return withExtendedLifetime(arena) { message.packed() }
    }
}
