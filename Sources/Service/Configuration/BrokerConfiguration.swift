/// Where the MQTT broker is and what is agreed with it.
public struct BrokerConfiguration: Hashable, Sendable {
    /// A version of the MQTT protocol.
    public enum ProtocolVersion: String, CaseIterable, Hashable, Sendable {
        /// MQTT 5.
        case v5 = "5"
        /// MQTT 3.1.1, for brokers that have no 5.
        case v311 = "3.1.1"
    }

    /// Encryption, and how both ends prove who they are.
    public struct TransportSecurity: Hashable, Sendable {
        /// Whether the connection is encrypted.
        public var isEnabled = false
        /// A file of trusted certificates (PEM); `nil` for the system's.
        public var authorityFile: String?
        /// The client's certificate (PEM), where the broker asks for one.
        public var certificateFile: String?
        /// The client's private key (PEM).
        public var keyFile: String?

        /// No encryption.
        public init() {}
    }

    /// The broker's name or address.
    public var host = "127.0.0.1"
    /// The broker's port.
    public var port = 1_883
    /// The user's name, where the broker asks for one.
    public var username: String?
    /// A file whose first line is the password.
    public var passwordFile: String?
    /// The protocol's version.
    public var protocolVersion = ProtocolVersion.v5
    /// Encryption.
    public var tls = TransportSecurity()
    /// The longest silence on the connection, seconds.
    public var keepAliveSeconds = 30
    /// How long the broker keeps the reader's session while the engine is away, seconds (MQTT 5).
    public var sessionExpirySeconds = 604_800
    /// How many unacknowledged messages the broker may send (MQTT 5).
    public var receiveMaximum = 1_000

    /// A broker on this machine, without encryption.
    public init() {}
}
