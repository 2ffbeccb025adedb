import CProtocol
import Model

extension WireEncoder {
    /// The spectrum's message.
    public static func bytes(of estimate: SpectrumEstimate) -> [UInt8] {
        packed(Ethermap__V1__SpectrumEstimate.self) { message, arena in
            message.sensor_id = arena.text(estimate.sensor.rawValue)
            message.time_unix_ns = estimate.time.nanoseconds
            message.epoch = estimate.epoch
            message.first_frequency_hz = estimate.firstFrequencyHz
            message.bin_width_hz = estimate.binWidthHz
            message.n_psd_dbm_per_hz = estimate.psdDbmPerHz.count
            message.psd_dbm_per_hz = arena.array(estimate.psdDbmPerHz)
            message.n_occupied = estimate.occupied.count
            message.occupied = arena.booleans(estimate.occupied)
            message.n_threshold_dbm_per_hz = estimate.thresholdsDbmPerHz.count
            message.threshold_dbm_per_hz = arena.array(estimate.thresholdsDbmPerHz)
            message.method = arena.text(estimate.method)
            message.iterations = estimate.iterations
            message.residual = estimate.residual
            message.warm_start = estimate.isWarmStart ? 1 : 0
            message.n_bands = estimate.bands.count
            message.bands = arena.messages(
                estimate.bands.map { band in
                    var part = Ethermap__V1__SpectrumEstimate__Band.empty()
                    part.center_frequency_hz = band.centerFrequencyHz
                    part.width_hz = band.widthHz
                    part.power_dbm = band.powerDbm
                    part.power_standard_deviation_db = band.powerDeviationDb ?? 0
                    part.first_seen_unix_ns = band.firstSeen.nanoseconds
                    part.occupancy = band.occupancy
                    return part
                })
            message.n_psd_standard_deviation_dbm_per_hz =
                estimate.standardDeviationsDbmPerHz.count
            message.psd_standard_deviation_dbm_per_hz = arena.array(
                estimate.standardDeviationsDbmPerHz)
            message.n_occupancy = estimate.occupancies.count
            message.occupancy = arena.array(estimate.occupancies)
            message.noise_dbm_per_hz = estimate.noiseDbmPerHz ?? 0
            message.false_alarm_probability = estimate.falseAlarmProbability
            message.n_degraded = estimate.degradations.count
            message.degraded = arena.texts(estimate.degradations.map(\.rawValue))
        }
    }

    /// The interferer's message.
    public static func bytes(of state: InterfererState, epoch: UInt64) -> [UInt8] {
        packed(Ethermap__V1__InterfererState.self) { message, arena in
            message.interferer_id = arena.text(state.id.rawValue)
            message.phase = .init(UInt32(state.phase.rawValue))
            message.band_id = arena.text(state.band.rawValue)
            message.latitude_deg = state.position.latitudeDegrees
            message.longitude_deg = state.position.longitudeDegrees
            message.altitude_m = state.position.altitudeMetres
            message.n_covariance_m2 = state.covarianceSquareMetres.count
            message.covariance_m2 = arena.array(state.covarianceSquareMetres)
            message.ce90_m = state.ce90Metres
            message.eirp_dbm = state.eirpDbm
            message.confidence = state.confidence
            message.first_seen_unix_ns = state.firstSeen.nanoseconds
            message.last_seen_unix_ns = state.lastSeen.nanoseconds
            message.sensor_count = UInt32(clamping: state.sensorCount)
            message.sample_count = UInt64(clamping: state.sampleCount)
            message.peak_above_background_db = state.peakAboveBackgroundDb
            message.map_revision = state.mapRevision
            message.epoch = epoch
        }
    }

    /// The alert's message.
    public static func bytes(of alert: Alert, epoch: UInt64) -> [UInt8] {
        packed(Ethermap__V1__Alert.self) { message, arena in
            message.alert_id = arena.text(alert.id)
            message.kind = .init(UInt32(alert.kind.rawValue))
            message.region = arena.text(alert.region.rawValue)
            message.time_unix_ns = alert.time.nanoseconds
            message.epoch = epoch
            message.sensor_id = arena.text(alert.sensor?.rawValue ?? "")
            message.message = arena.text(alert.message)
            guard let state = alert.interferer else { return }
            message.interferer_id = arena.text(state.id.rawValue)
            message.phase = .init(UInt32(state.phase.rawValue))
            message.band_id = arena.text(state.band.rawValue)
            message.latitude_deg = state.position.latitudeDegrees
            message.longitude_deg = state.position.longitudeDegrees
            message.altitude_m = state.position.altitudeMetres
            message.n_covariance_m2 = state.covarianceSquareMetres.count
            message.covariance_m2 = arena.array(state.covarianceSquareMetres)
            message.ce90_m = state.ce90Metres
            message.eirp_dbm = state.eirpDbm
            message.confidence = state.confidence
            message.first_seen_unix_ns = state.firstSeen.nanoseconds
            message.last_seen_unix_ns = state.lastSeen.nanoseconds
            message.sensor_count = UInt32(clamping: state.sensorCount)
            message.sample_count = UInt64(clamping: state.sampleCount)
            message.peak_above_background_db = state.peakAboveBackgroundDb
            message.map_revision = state.mapRevision
        }
    }

    /// The health report's message, counters ascending by name.
    public static func bytes(of health: EngineHealth) -> [UInt8] {
        packed(Ethermap__V1__EngineHealth.self) { message, arena in
            message.region = arena.text(health.region.rawValue)
            message.engine_id = arena.text(health.engine)
            message.epoch = health.epoch
            message.status = .init(UInt32(health.status.rawValue))
            message.time_unix_ns = health.time.nanoseconds
            message.n_counters = health.counters.count
            message.counters = arena.messages(
                health.counters.sorted { $0.key < $1.key }.map { name, value in
                    var counter = Ethermap__V1__EngineHealth__Counter.empty()
                    counter.name = arena.text(name)
                    counter.value = value
                    return counter
                })
        }
    }

    /// The owner's message.
    public static func bytes(of owner: EngineOwner) -> [UInt8] {
        packed(Ethermap__V1__EngineOwner.self) { message, arena in
            message.region = arena.text(owner.region.rawValue)
            message.engine_id = arena.text(owner.engine)
            message.epoch = owner.epoch
        }
    }
}
