/// One message from the broker.
public struct MQTTMessage: Hashable, Sendable {
    /// Its topic, as sent.
    public var topic: String
    /// Its payload.
    public var payload: [UInt8]
    /// Whether the broker kept it from before the subscription.
    public var isRetained: Bool
    /// The quality of service with which it was delivered.
    public var qos: MQTTQoS

    /// A message from its parts.
    public init(
        topic: String, payload: [UInt8], isRetained: Bool = false, qos: MQTTQoS = .atLeastOnce
    ) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        self.qos = qos
    }
}

/// How surely a message is delivered.
///
/// There is no 2: libmosquitto answers it before it hands the message on, so that a crash loses
/// what is in memory. It is less safe than 1 (measured, see the transport notes in `docs/`).
public enum MQTTQoS: Int32, Hashable, Sendable {
    /// Sent once, perhaps lost.
    case atMostOnce = 0
    /// Sent until acknowledged, perhaps twice.
    case atLeastOnce = 1
}

/// Names one message handed to an `MQTTSession`; later ones are greater.
public struct MessageToken: Hashable, Comparable, Sendable {
    /// Counts the session's messages from 1.
    public let number: UInt64

    /// Tokens order as their messages were handed over.
    public static func < (left: MessageToken, right: MessageToken) -> Bool {
        left.number < right.number
    }
}
