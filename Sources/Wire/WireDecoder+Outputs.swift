import CProtocol
import Model

extension WireDecoder {
    /// The spectrum in a payload.
    public func spectrumEstimate(_ payload: [UInt8]) throws(WireError) -> SpectrumEstimate {
        try decode(
            payload, as: Ethermap__V1__SpectrumEstimate.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            let bins = message.n_psd_dbm_per_hz
            try envelope.require(
                message.n_occupied == bins && message.n_threshold_dbm_per_hz == bins, .shape,
                "occupied and threshold_dbm_per_hz do not hold \(bins) bins each")
            for (count, name) in [
                (message.n_psd_standard_deviation_dbm_per_hz, "psd_standard_deviation_dbm_per_hz"),
                (message.n_occupancy, "occupancy"),
            ] {
                try envelope.require(
                    count == 0 || count == bins, .shape, "\(name) does not hold \(bins) bins")
            }
            var estimate = SpectrumEstimate(
                sensor: try envelope.name(message.sensor_id, "sensor_id"),
                time: UnixTime(nanoseconds: message.time_unix_ns),
                epoch: message.epoch,
                firstFrequencyHz: message.first_frequency_hz,
                binWidthHz: message.bin_width_hz,
                psdDbmPerHz: CValues.array(message.psd_dbm_per_hz, bins),
                occupied: CValues.booleans(message.occupied, bins),
                thresholdsDbmPerHz: CValues.array(message.threshold_dbm_per_hz, bins),
                method: CValues.text(message.method),
                iterations: message.iterations,
                residual: message.residual,
                isWarmStart: message.warm_start != 0
            )
            estimate.bands = CValues.messages(message.bands, message.n_bands).map {
                Self.band($0.pointee)
            }
            estimate.standardDeviationsDbmPerHz = CValues.array(
                message.psd_standard_deviation_dbm_per_hz,
                message.n_psd_standard_deviation_dbm_per_hz)
            estimate.occupancies = CValues.array(message.occupancy, message.n_occupancy)
            estimate.noiseDbmPerHz = Self.told(message.noise_dbm_per_hz)
            estimate.falseAlarmProbability = message.false_alarm_probability
            estimate.degradations = CValues.texts(message.degraded, message.n_degraded)
                .compactMap { SpectrumDegradation(rawValue: $0) }
            return estimate
        }
    }

    private static func band(_ part: Ethermap__V1__SpectrumEstimate__Band) -> SpectrumBand {
        SpectrumBand(
            centerFrequencyHz: part.center_frequency_hz, widthHz: part.width_hz,
            powerDbm: part.power_dbm, powerDeviationDb: told(part.power_standard_deviation_db),
            firstSeen: UnixTime(nanoseconds: part.first_seen_unix_ns), occupancy: part.occupancy)
    }

    /// A number that is 0 on the wire where there is none.
    private static func told(_ value: Float) -> Float? { value == 0 ? nil : value }

    /// The health report in a payload.
    public func engineHealth(_ payload: [UInt8]) throws(WireError) -> EngineHealth {
        try decode(
            payload, as: Ethermap__V1__EngineHealth.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            let message = pointer.pointee
            let counters = CValues.messages(message.counters, message.n_counters).map {
                (CValues.text($0.pointee.name), $0.pointee.value)
            }
            return EngineHealth(
                region: try envelope.name(message.region, "region"),
                engine: CValues.text(message.engine_id),
                epoch: message.epoch,
                status: EngineHealth.Status(rawValue: Int(message.status.rawValue)) ?? .unspecified,
                time: UnixTime(nanoseconds: message.time_unix_ns),
                counters: Dictionary(counters) { _, last in last }
            )
        }
    }

    /// The owner in a payload.
    public func engineOwner(_ payload: [UInt8]) throws(WireError) -> EngineOwner {
        try decode(
            payload, as: Ethermap__V1__EngineOwner.self, budgetBytes: limits.outputBytesMax
        ) { pointer, envelope throws(WireError) in
            EngineOwner(
                region: try envelope.name(pointer.pointee.region, "region"),
                engine: CValues.text(pointer.pointee.engine_id),
                epoch: pointer.pointee.epoch
            )
        }
    }
}
