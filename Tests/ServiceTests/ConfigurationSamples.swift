import Engine
import Model

@testable import Service

extension ConfigurationTests {
    static let sampleYaml = ServiceConfiguration.sample.yaml

    /// A configuration with little in common with the sample.
    static var unusual: ServiceConfiguration {
        var configuration = ServiceConfiguration.sample
        configuration.engine.region.grid.cellNorthMetres = 8.1
        configuration.engine.region.grid.zLevelsMetres = [-1.5, 1e-7, 0.1 + 0.2, 1e5]
        configuration.engine.region.grid.origin.longitudeDegrees = -179.999_999_999_999_97
        configuration.engine.region.groundStations = []
        configuration.engine.region.bands.append(
            Band(id: "0", centerFrequencyHz: 1.0 / 3 * 1e9, bandwidthHz: 1))
        configuration.engine.detection.falseAlarmRate = 1e-12
        configuration.engine.clock = .event
        configuration.broker.username = "null"
        configuration.broker.passwordFile = "a: b # \"c\" \\d"
        configuration.broker.tls.isEnabled = true
        configuration.broker.tls.certificateFile = "true"
        configuration.broker.tls.keyFile = "1e5"
        configuration.broker.protocolVersion = .v311
        configuration.store.directory = "Ä é/ü"
        configuration.log.format = .json
        return configuration
    }

    /// A value for every key that is not the sample's.
    static let changes: [(String, String)] = [
        ("region.name", "other"), ("region.origin.latitude_deg", "-1.25"),
        ("region.origin.longitude_deg", "3"), ("region.origin.altitude_m", "7"),
        ("region.grid.cell_m", "[8, 9]"), ("region.grid.nx", "65"), ("region.grid.ny", "65"),
        ("region.grid.z_levels_m", "[30, 60]"), ("region.city", CityFixture.path),
        ("region.floor_m", "-49"),
        ("region.ceiling_m", "999"), ("region.margin_m", "99"), ("region.geoid_height_m", "1"),
        ("region.bands", "[{name: b2440, center_frequency_hz: 1e9, bandwidth_hz: 1e6}]"),
        ("region.stations", "[]"), ("time.clock", "event"), ("time.allowed_lateness_s", "3"),
        ("time.round_interval_s", "3"), ("time.sensor_lost_after_s", "3"),
        ("intake.future_tolerance_s", "3"), ("intake.point_count_max", "3"),
        ("intake.value_count_max", "3"), ("intake.sensor_count_max", "3"),
        ("intake.bin_count_max", "333"), ("intake.boot_count_max", "3"),
        ("intake.range_count_max", "3"),
        ("intake.gap_timeout_s", "3"), ("intake.require_checksum", "true"),
        ("evidence.half_life_s", "3"), ("evidence.huber_limit", "3"),
        ("evidence.prior_deviation_db", "3"), ("evidence.floor_deviation_db", "3"),
        ("evidence.sensor_bias_deviation_db", "3"), ("evidence.level_reach_m", "3"),
        ("evidence.pending_sample_count_max", "3000"),
        ("spectrum.estimator", "m-sbl"), ("spectrum.iterations", "3"),
        ("spectrum.window_frames", "3"), ("spectrum.calibrate", "false"),
        ("spectrum.false_alarm", "0.25"),
        ("spectrum.occupancy_half_life_s", "3"), ("spectrum.publish_interval_s", "3"),
        ("spectrum.block_budget", "3"), ("spectrum.sensor_count_max", "3"),
        ("spectrum.band_count_max", "3"), ("estimation.interpolator", "idw"),
        ("estimation.interference", "synthesis"), ("estimation.weights", "weights"),
        ("estimation.network_threads", "3"), ("estimation.iss_estimator", "absolute"),
        ("estimation.path_loss_estimator", "log-distance"),
        ("estimation.noise_floor_dbm", "-99"), ("estimation.window_budget", "3"),
        ("estimation.fit_budget", "3"), ("estimation.reach_m", "3"), ("estimation.refresh_s", "3"),
        ("estimation.vertical_scale", "3"), ("detection.domain", "power"),
        ("detection.guard_m", "3"), ("detection.training_m", "133"),
        ("detection.false_alarm_rate", "1e-9"), ("detection.threshold_db", "3"),
        ("detection.suppression_m", "3"), ("detection.floor_dbm", "-99"),
        ("detection.settled_cell_min", "3"), ("detection.interval_s", "3"),
        ("detection.emitter_count_max", "3"), ("detection.emitter_height_m", "3"),
        ("detection.motion", "walking"), ("detection.search_margin_m", "3"),
        ("localisation.place_m", "3"), ("localisation.place_count_max", "33"),
        ("localisation.visit_s", "3"), ("localisation.visit_count_max", "333"),
        ("localisation.memory_s", "33"),
        ("localisation.finest_m", "3"), ("localisation.exponent", "3"),
        ("localisation.exponent_deviation", "0.3"),
        ("localisation.sensor_deviation_db", "2"), ("localisation.heard_deviations", "3"),
        ("localisation.gain_min", "3"), ("localisation.support_min", "2"),
        ("localisation.model_error_m", "3"),
        ("tracking.gate_m", "3"), ("tracking.gate_deviations", "2"),
        ("tracking.confirmation_hits", "2"), ("tracking.confirmation_window", "9"),
        ("tracking.confirmation_confidence", "0.7"), ("tracking.confirmation_ce90_m", "33"),
        ("tracking.confirmation_patience_s", "3"), ("tracking.clear_after_s", "3"),
        ("tracking.expire_after_s", "33"), ("tracking.retrigger_s", "3"),
        ("tracking.moved_m", "3"), ("tracking.moved_deviations", "2"),
        ("tracking.moved_interval_s", "3"), ("tracking.smoothing", "0.7"),
        ("tracking.wander_m", "3"), ("tracking.speed_max_mps", "3"),
        ("tracking.transitions_per_minute", "3"), ("tracking.track_count_max", "3"),
        ("mqtt.host", "::1"), ("mqtt.port", "3"), ("mqtt.username", "me"),
        ("mqtt.password_file", "secret"), ("mqtt.protocol_version", "3.1.1"),
        ("mqtt.keep_alive_s", "33"),
        ("mqtt.session_expiry_s", "3"), ("mqtt.receive_maximum", "3"),
        ("mqtt.health_interval_s", "3"), ("mqtt.acknowledgement_interval_s", "3"),
        ("mqtt.tls.enabled", "true"), ("mqtt.tls.ca_file", "ca.pem"),
        ("mqtt.tls.certificate_file", "c.pem"),
        ("mqtt.tls.key_file", "k.pem"), ("store.directory", "elsewhere"),
        ("store.synchronous", "NORMAL"),
        ("store.snapshot_interval_s", "3"), ("store.snapshots_kept", "3"),
        ("store.keyframe_interval", "3"), ("store.journal_retention_s", "3"),
        ("store.journal_bytes_max", "3"), ("store.history_retention_s", "3"),
        ("store.history_bytes_max", "3"), ("store.interferer_history_s", "3"),
        ("store.interferer_history_rows_max", "3"), ("store.quarantine_rows_max", "3"),
        ("store.quarantine_bytes_max", "3"), ("log.level", "debug"), ("log.format", "json"),
    ]

    /// The sample with one key changed, and what that key cannot be without.
    static func sample(changing key: String, to text: String) throws -> ServiceConfiguration {
        let companions: [String: [(String, String)]] = [
            "mqtt.password_file": [("mqtt.username", "me")],
            "mqtt.tls.ca_file": [("mqtt.tls.enabled", "true")],
            "mqtt.tls.certificate_file": [
                ("mqtt.tls.enabled", "true"), ("mqtt.tls.key_file", "k.pem"),
            ],
            "mqtt.tls.key_file": [
                ("mqtt.tls.enabled", "true"), ("mqtt.tls.certificate_file", "c.pem"),
            ],
        ]
        return try ConfigurationLoader.load(
            text: sampleYaml, path: "s.yaml",
            overrides: (companions[key] ?? []) + [(key, text)]
        ).value
    }
}
