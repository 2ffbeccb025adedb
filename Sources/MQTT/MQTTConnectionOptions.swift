/// Where and as whom a client connects, and what it asks of the broker.
///
/// TCP_NODELAY is always on: libmosquitto's default adds up to 40 ms to an acknowledgement.
public struct MQTTConnectionOptions: Sendable, CustomStringConvertible {
    /// The protocol's version.
    public enum Version: Hashable, Sendable {
        /// MQTT 3.1.1, for brokers that have no 5.
        case v311
        /// MQTT 5.
        case v5
    }

    /// The broker's name or address.
    public var host: String
    /// The broker's port.
    public var port: Int
    /// The client's identity; a persistent session belongs to it.
    public var clientID: String
    /// The user's name, where the broker asks for one.
    public var username: String?
    /// The password; read by the caller from where secrets are kept, never shown.
    public var password: String?
    /// Encryption; `nil` for none.
    public var tls: MQTTTransportSecurity?
    /// The protocol's version.
    public var version: Version
    /// Whether the broker forgets what it kept for this identity.
    public var cleanStart: Bool
    /// How long the broker keeps the session after a disconnection, seconds (MQTT 5).
    ///
    /// Without it a session of MQTT 5 ends with its connection, whatever `cleanStart` says.
    public var sessionExpirySeconds: UInt32
    /// How many unacknowledged messages the broker may send (MQTT 5; else its own setting counts).
    public var receiveMaximum: UInt16
    /// The longest silence on the connection, seconds.
    public var keepAliveSeconds: Int
    /// What the broker says when the client is gone without a word.
    public var will: MQTTWill?
    /// The largest packet that is sent, and in MQTT 5 also accepted, bytes.
    public var maximumPacketBytes: Int
    /// How long the broker may take from the first byte to the granted subscriptions, seconds.
    public var connectTimeoutSeconds: Double
    /// The least and the greatest pause between two attempts, seconds.
    public var backoffSeconds: ClosedRange<Double>
    /// Seed of the pauses' jitter, so that a restarted fleet does not return in step.
    public var jitterSeed: UInt64

    /// Options with the usual values: MQTT 5, a clean start, no session kept.
    public init(
        host: String = "127.0.0.1", port: Int = 1_883, clientID: String, username: String? = nil,
        password: String? = nil, tls: MQTTTransportSecurity? = nil, version: Version = .v5,
        cleanStart: Bool = true, sessionExpirySeconds: UInt32 = 0, receiveMaximum: UInt16 = 1_000,
        keepAliveSeconds: Int = 30, will: MQTTWill? = nil, maximumPacketBytes: Int = 262_144,
        connectTimeoutSeconds: Double = 10, backoffSeconds: ClosedRange<Double> = 0.25...30,
        jitterSeed: UInt64 = 0
    ) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.username = username
        self.password = password
        self.tls = tls
        self.version = version
        self.cleanStart = cleanStart
        self.sessionExpirySeconds = sessionExpirySeconds
        self.receiveMaximum = receiveMaximum
        self.keepAliveSeconds = keepAliveSeconds
        self.will = will
        self.maximumPacketBytes = maximumPacketBytes
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.backoffSeconds = backoffSeconds
        self.jitterSeed = jitterSeed
    }

    /// The same options with a session that outlives its connections.
    public func persistent(forSeconds seconds: UInt32 = 7 * 86_400) -> MQTTConnectionOptions {
        var options = self
        options.cleanStart = false
        options.sessionExpirySeconds = seconds
        return options
    }

    /// The broker as people write it.
    public var address: String { "\(host):\(port)" }

    /// Who connects where; never the password.
    public var description: String {
        "\(clientID) at \(address)" + (username.map { " as \($0)" } ?? "")
            + (tls == nil ? "" : " with TLS")
    }
}
