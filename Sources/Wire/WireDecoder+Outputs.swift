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
            return SpectrumEstimate(
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
        }
    }

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
