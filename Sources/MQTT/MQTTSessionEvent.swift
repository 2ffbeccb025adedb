/// What a session tells its user, on the session's own thread.
public enum MQTTSessionEvent: Sendable {
    /// The broker accepted the connection; `sessionPresent` is `false` where it kept nothing.
    case connected(sessionPresent: Bool)
    /// The connection stands and the broker has granted every subscription.
    case ready
    /// A message; it is acknowledged once the handler has returned.
    case message(MQTTMessage)
    /// The connection is gone, or an attempt failed.
    case disconnected(reason: String, retryInSeconds: Double)
    /// At least every 100 ms, connected or not.
    case tick
}

/// What became of a published message.
public enum MQTTDelivery: Hashable, Sendable {
    /// The broker has it (QoS 1), or it was written to the socket (QoS 0).
    case acknowledged
    /// The broker, or the connection's limits, refused it; it will not be sent again.
    case refused(String)
}
