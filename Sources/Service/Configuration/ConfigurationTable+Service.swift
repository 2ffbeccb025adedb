import Logging
import Store

extension ConfigurationTable {
    private static let bytes = 0...(1 << 50)
    private static let retention = 0.0...3_153_600_000

    static let mqtt: [ConfigurationKey] = [
        ConfigurationKey("mqtt.host", \.broker.host, .host, "The broker's name or address."),
        ConfigurationKey("mqtt.port", \.broker.port, 1...65_535, "The broker's port."),
        ConfigurationKey(
            "mqtt.username", \.broker.username, .name, "The user, where the broker asks for one."),
        ConfigurationKey(
            "mqtt.password_file", \.broker.passwordFile, .path,
            "A file whose first line is the password; passwords are never in the configuration."),
        ConfigurationKey(
            "mqtt.protocol_version", \.broker.protocolVersion,
            oneOf: BrokerConfiguration.ProtocolVersion.allCases,
            "The MQTT version; 3.1.1 for brokers that have no 5."),
        ConfigurationKey(
            "mqtt.keep_alive_s", \.broker.keepAliveSeconds, 5...65_535,
            "The longest silence on the connection, seconds."),
        ConfigurationKey(
            "mqtt.session_expiry_s", \.broker.sessionExpirySeconds, 0...4_294_967_295,
            "How long the broker keeps frames for an engine that is away, seconds (MQTT 5)."),
        ConfigurationKey(
            "mqtt.receive_maximum", \.broker.receiveMaximum, 1...65_535,
            "Frames that the broker may send before the first is acknowledged (MQTT 5)."),
        ConfigurationKey(
            "mqtt.health_interval_s", \.healthIntervalSeconds, 0.1...3_600,
            "Time between two health messages, seconds."),
        ConfigurationKey(
            "mqtt.acknowledgement_interval_s", \.acknowledgementIntervalSeconds, 0.01...60,
            "Least time between two acknowledgements to one sensor, seconds."),
        ConfigurationKey("mqtt.tls.enabled", \.broker.tls.isEnabled, "Whether to encrypt."),
        ConfigurationKey(
            "mqtt.tls.ca_file", \.broker.tls.authorityFile, .path,
            "Trusted certificates (PEM); null for the system's."),
        ConfigurationKey(
            "mqtt.tls.certificate_file", \.broker.tls.certificateFile, .path,
            "The engine's certificate (PEM), where the broker asks for one."),
        ConfigurationKey(
            "mqtt.tls.key_file", \.broker.tls.keyFile, .path, "The engine's private key (PEM)."),
    ]

    static let store: [ConfigurationKey] = [
        ConfigurationKey(
            "store.directory", \.store.directory, .path,
            "The state directory, relative to the working directory or absolute; the store is "
                + "\(StoreSettings.fileName) in it."),
        ConfigurationKey(
            "store.synchronous", \.store.configuration.synchronous, oneOf: [.full, .normal],
            "full: an acknowledged frame survives a power failure. normal: it survives a killed "
                + "process, and commits are faster."),
        ConfigurationKey(
            "store.snapshot_interval_s", \.snapshotIntervalSeconds, 0.1...86_400,
            "Time between two snapshots, seconds: the most that a restart has to replay."),
        ConfigurationKey(
            "store.snapshots_kept", \.store.configuration.snapshotsKept, 1...1_000,
            "Snapshots kept: the newest, and those to fall back on."),
        ConfigurationKey(
            "store.keyframe_interval", \.store.configuration.keyframeInterval, 1...100_000,
            "Revisions of a map stored as changes before it is stored whole again."),
        ConfigurationKey(
            "store.journal_retention_s", \.store.configuration.journalRetentionSeconds, retention,
            "How long frames are kept after a snapshot has passed them, seconds."),
        ConfigurationKey(
            "store.journal_bytes_max", \.store.configuration.journalBytesMax, bytes,
            "Bytes of such frames at most."),
        ConfigurationKey(
            "store.history_retention_s", \.store.configuration.historyRetentionSeconds, retention,
            "How long the history of maps, interferers and alerts is kept, seconds."),
        ConfigurationKey(
            "store.history_bytes_max", \.store.configuration.historyBytesMax, bytes,
            "Bytes of map history at most."),
        ConfigurationKey(
            "store.interferer_history_s", \.store.configuration.interfererHistorySeconds,
            0...86_400,
            "Time between two kept states of an interferer, seconds; changes are always kept."),
        ConfigurationKey(
            "store.interferer_history_rows_max", \.store.configuration.interfererHistoryRowsMax,
            0...1_000_000_000, "Kept states of interferers at most."),
        ConfigurationKey(
            "store.quarantine_rows_max", \.store.configuration.quarantineRowsMax, 0...10_000_000,
            "Rejected messages kept at most."),
        ConfigurationKey(
            "store.quarantine_bytes_max", \.store.configuration.quarantineBytesMax, bytes,
            "Bytes of rejected messages at most."),
    ]

    static let log: [ConfigurationKey] = [
        ConfigurationKey(
            "log.level", \.log.level, oneOf: Logger.Level.allCases,
            "The least level that is logged."),
        ConfigurationKey(
            "log.format", \.log.format, oneOf: LogSettings.Format.allCases,
            "text for people, json for one object a line."),
    ]
}
