import CProtocol
import Model

extension WireDecoder {
    /// The frame in a payload, with a possible pattern and as many samples as it says.
    ///
    /// - Parameters:
    ///   - payload: the message's bytes.
    ///   - requireChecksum: whether a frame without `crc32c` is refused; a wrong one always is.
    /// - Returns: the frame.
    /// - Throws: why the payload was not taken.
    public func cosetFrame(
        _ payload: [UInt8], requireChecksum: Bool = false
    ) throws(WireError) -> CosetFrame {
        try decode(
            payload, as: Ethermap__V1__CosetFrame.self, budgetBytes: limits.frameBytesMax,
            checksum: requireChecksum ? .required : .optional
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            try envelope.checkSchema(message.schema_version)
            try envelope.require(message.sequence > 0, .shape, "sequence is 0")
            let frame = CosetFrame(
                schemaVersion: message.schema_version,
                sensor: try envelope.name(message.sensor_id, "sensor_id"),
                bootID: message.boot_id,
                sequence: message.sequence,
                time: UnixTime(nanoseconds: message.time_unix_ns),
                position: GeodeticPosition(
                    latitudeDegrees: message.latitude_deg, longitudeDegrees: message.longitude_deg,
                    altitudeMetres: message.altitude_m),
                centerFrequencyHz: message.center_frequency_hz,
                nyquistRateHz: message.nyquist_rate_hz,
                downsamplingFactor: message.downsampling_factor,
                cosetOffsets: CValues.array(message.coset_offsets, message.n_coset_offsets),
                samplesPerCoset: message.samples_per_coset,
                blockCount: message.block_count,
                iq: CValues.bytes(message.iq),
                iqScale: message.iq_scale
            )
            try Self.check(frame, envelope)
            return frame
        }
    }

    private static func check(_ frame: CosetFrame, _ envelope: Envelope) throws(WireError) {
        let offsets = frame.cosetOffsets
        try envelope.require(!offsets.isEmpty, .cosetPattern, "no coset")
        try envelope.require(
            zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 }, .cosetPattern,
            "coset_offsets do not ascend")
        try envelope.require(
            offsets.allSatisfy { $0 < frame.downsamplingFactor }, .cosetPattern,
            "a coset offset is not below the downsampling factor")
        try envelope.require(
            frame.samplesPerCoset > 0 && frame.blockCount > 0, .shape, "no sample or no block")
        // Two factors of 32 bits fit into 64; the third may not.
        let samplesPerBlockRow = UInt64(frame.samplesPerCoset) * UInt64(frame.blockCount)
        let (bytes, overflow) = samplesPerBlockRow.multipliedReportingOverflow(
            by: UInt64(4 * offsets.count))
        try envelope.require(
            !overflow && bytes == UInt64(frame.iq.count), .shape,
            "iq holds \(frame.iq.count) bytes, not 4 a sample")
    }
}
