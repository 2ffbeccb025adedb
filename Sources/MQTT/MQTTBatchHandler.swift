/// What a durable reader does with what arrives; every call is on the reader's own thread.
public protocol MQTTBatchHandler: Sendable {
    /// Takes a batch, in the order of arrival, and makes it durable before it returns.
    ///
    /// The broker gets its acknowledgements only after the return. Whoever throws gets every
    /// message of the batch again: the connection is dropped and nothing of it is acknowledged.
    func receive(_ batch: [MQTTMessage]) throws

    /// The broker has accepted the connection.
    ///
    /// - Parameter sessionPresent: `false` where the broker kept nothing: messages may be lost.
    func connected(sessionPresent: Bool)

    /// The broker has granted every subscription.
    func subscribed()

    /// The connection is gone, or an attempt failed; the next one follows after the pause.
    func disconnected(_ reason: String, retryInSeconds: Double)

    /// Called at least every 100 ms between batches, connected or not, for clocks to go on.
    ///
    /// An attempt to connect may hold it up for as long as the system's own connection timeout.
    func idle()
}

extension MQTTBatchHandler {
    /// Ignores the event.
    public func connected(sessionPresent: Bool) {}
    /// Ignores the event.
    public func subscribed() {}
    /// Ignores the event.
    public func disconnected(_ reason: String, retryInSeconds: Double) {}
    /// Ignores the event.
    public func idle() {}
}
