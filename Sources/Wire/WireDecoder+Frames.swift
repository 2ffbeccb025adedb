import CProtocol
import Model

extension WireDecoder {
    /// The frame in a payload, with arrays of matching lengths.
    ///
    /// - Parameters:
    ///   - payload: the message's bytes.
    ///   - requireChecksum: whether a frame without `crc32c` is refused; a wrong one always is.
    /// - Returns: the frame.
    /// - Throws: why the payload was not taken.
    public func rssFrame(
        _ payload: [UInt8], requireChecksum: Bool = false
    ) throws(WireError) -> RssFrame {
        try decode(
            payload, as: Ethermap__V1__RssFrame.self, budgetBytes: limits.frameBytesMax,
            checksum: requireChecksum ? .required : .optional
        ) { pointer, envelope throws(WireError) in
            try envelope.checkSchema(pointer.pointee.schema_version)
            try Self.checkShape(of: pointer, envelope)
            return try Self.frame(pointer, envelope)
        }
    }

    /// Whether the arrays are P, B or P × B long; optional ones may be empty.
    private static func checkShape(
        of message: UnsafePointer<Ethermap__V1__RssFrame>, _ envelope: Envelope
    ) throws(WireError) {
        let points = message.pointee.n_latitude_deg
        let bands = message.pointee.n_band_id
        // Both are below the budget in bytes, so that the product cannot overflow.
        let values = points * bands
        try envelope.require(message.pointee.sequence > 0, .shape, "sequence is 0")
        try envelope.require(points > 0, .shape, "no point")
        try envelope.require(bands > 0, .shape, "no band")
        func check(
            _ name: StaticString, _ count: Int, _ expected: Int, isOptional: Bool = false
        ) throws(WireError) {
            try envelope.require(
                count == expected || (isOptional && count == 0), .shape,
                "\(name) holds \(count) values, not \(expected)")
        }
        try check("longitude_deg", message.pointee.n_longitude_deg, points)
        try check("altitude_m", message.pointee.n_altitude_m, points)
        try check("rss_dbm", message.pointee.n_rss_dbm, values)
        try check("time_offset_us", message.pointee.n_time_offset_us, points, isOptional: true)
        try check(
            "horizontal_accuracy_m", message.pointee.n_horizontal_accuracy_m, points,
            isOptional: true)
        try check("quality", message.pointee.n_quality, values, isOptional: true)
        try check("detected", message.pointee.n_detected, values, isOptional: true)
        try check("noise_floor_dbm", message.pointee.n_noise_floor_dbm, bands, isOptional: true)
    }

    private static func frame(
        _ pointer: UnsafePointer<Ethermap__V1__RssFrame>, _ envelope: Envelope
    ) throws(WireError) -> RssFrame {
        let message = pointer.pointee
        guard let datum = AltitudeDatum(rawValue: Int(message.altitude_datum.rawValue)) else {
            throw envelope.refusal(.malformed, "altitude_datum is not one that we know")
        }
        return RssFrame(
            schemaVersion: message.schema_version,
            sensor: try envelope.name(message.sensor_id, "sensor_id"),
            bootID: message.boot_id,
            sequence: message.sequence,
            time: UnixTime(nanoseconds: message.time_unix_ns),
            timeOffsetsMicroseconds: CValues.array(
                message.time_offset_us, message.n_time_offset_us),
            latitudesDegrees: CValues.array(message.latitude_deg, message.n_latitude_deg),
            longitudesDegrees: CValues.array(message.longitude_deg, message.n_longitude_deg),
            altitudesMetres: CValues.array(message.altitude_m, message.n_altitude_m),
            horizontalAccuraciesMetres: CValues.array(
                message.horizontal_accuracy_m, message.n_horizontal_accuracy_m),
            bandNames: CValues.texts(message.band_id, message.n_band_id),
            rssDbm: CValues.array(message.rss_dbm, message.n_rss_dbm),
            qualities: CValues.array(message.quality, message.n_quality),
            detections: CValues.booleans(message.detected, message.n_detected),
            noiseFloorsDbm: CValues.array(message.noise_floor_dbm, message.n_noise_floor_dbm),
            altitudeDatum: datum,
            takeoffAltitudeMetres: message.takeoff_altitude_m
        )
    }
}
