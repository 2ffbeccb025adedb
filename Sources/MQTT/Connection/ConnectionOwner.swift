/// For whom a connection loop works; every call is on the loop's thread.
protocol ConnectionOwner: Sendable {
    /// Takes what arrived; acknowledged after the return, not at all after a throw.
    func receive(_ batch: [MQTTMessage]) throws
    /// The broker accepted the connection.
    func connected(sessionPresent: Bool)
    /// The connection stands and the broker granted every subscription.
    func subscribed()
    /// The connection is gone, or an attempt failed.
    func disconnected(_ reason: String, retryInSeconds: Double)
    /// At least every 100 ms.
    func idle()
    /// Hands over messages to send, as many as may be in flight.
    func fill(_ connection: Connection) throws(MQTTError)
    /// The broker acknowledged, or refused, a message that `fill` had handed over.
    func published(_ messageID: Int32, reasonCode: Int32)
}
