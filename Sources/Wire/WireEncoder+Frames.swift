import CProtocol
import Model

extension WireEncoder {
    /// The frame's message.
    ///
    /// - Parameters:
    ///   - frame: the frame.
    ///   - checksum: whether a CRC-32C follows as the last field.
    /// - Returns: the payload.
    public static func bytes(of frame: RssFrame, checksum: Bool = true) -> [UInt8] {
        var payload = packed(Ethermap__V1__RssFrame.self) { message, arena in
            message.schema_version = frame.schemaVersion
            message.sensor_id = arena.text(frame.sensor.rawValue)
            message.boot_id = frame.bootID
            message.sequence = frame.sequence
            message.time_unix_ns = frame.time.nanoseconds
            message.n_time_offset_us = frame.timeOffsetsMicroseconds.count
            message.time_offset_us = arena.array(frame.timeOffsetsMicroseconds)
            message.n_latitude_deg = frame.latitudesDegrees.count
            message.latitude_deg = arena.array(frame.latitudesDegrees)
            message.n_longitude_deg = frame.longitudesDegrees.count
            message.longitude_deg = arena.array(frame.longitudesDegrees)
            message.n_altitude_m = frame.altitudesMetres.count
            message.altitude_m = arena.array(frame.altitudesMetres)
            message.n_horizontal_accuracy_m = frame.horizontalAccuraciesMetres.count
            message.horizontal_accuracy_m = arena.array(frame.horizontalAccuraciesMetres)
            message.n_band_id = frame.bandNames.count
            message.band_id = arena.texts(frame.bandNames)
            message.n_rss_dbm = frame.rssDbm.count
            message.rss_dbm = arena.array(frame.rssDbm)
            message.n_quality = frame.qualities.count
            message.quality = arena.array(frame.qualities)
            message.n_detected = frame.detections.count
            message.detected = arena.booleans(frame.detections)
            message.n_noise_floor_dbm = frame.noiseFloorsDbm.count
            message.noise_floor_dbm = arena.array(frame.noiseFloorsDbm)
            message.altitude_datum = .init(UInt32(frame.altitudeDatum.rawValue))
            message.takeoff_altitude_m = frame.takeoffAltitudeMetres
        }
        if checksum { Checksum.append(to: &payload) }
        return payload
    }

    /// The frame's message.
    ///
    /// - Parameters:
    ///   - frame: the frame.
    ///   - checksum: whether a CRC-32C follows as the last field.
    /// - Returns: the payload.
    public static func bytes(of frame: CosetFrame, checksum: Bool = true) -> [UInt8] {
        var payload = packed(Ethermap__V1__CosetFrame.self) { message, arena in
            message.schema_version = frame.schemaVersion
            message.sensor_id = arena.text(frame.sensor.rawValue)
            message.boot_id = frame.bootID
            message.sequence = frame.sequence
            message.time_unix_ns = frame.time.nanoseconds
            message.latitude_deg = frame.position.latitudeDegrees
            message.longitude_deg = frame.position.longitudeDegrees
            message.altitude_m = frame.position.altitudeMetres
            message.center_frequency_hz = frame.centerFrequencyHz
            message.nyquist_rate_hz = frame.nyquistRateHz
            message.downsampling_factor = frame.downsamplingFactor
            message.n_coset_offsets = frame.cosetOffsets.count
            message.coset_offsets = arena.array(frame.cosetOffsets)
            message.samples_per_coset = frame.samplesPerCoset
            message.block_count = frame.blockCount
            message.iq = arena.data(frame.iq)
            message.iq_scale = frame.iqScale
        }
        if checksum { Checksum.append(to: &payload) }
        return payload
    }
}
