/// What the broker says in a client's name when the client is gone without a word.
public struct MQTTWill: Hashable, Sendable {
    /// The topic.
    public var topic: String
    /// The payload.
    public var payload: [UInt8]
    /// Whether the broker keeps it.
    public var isRetained: Bool

    /// A will from its parts; it is sent at least once (QoS 1).
    public init(topic: String, payload: [UInt8], isRetained: Bool = true) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
    }
}
