import Model

/// What a region's engine does with what its sensors send; every call is on the reader's thread.
public protocol BusHandler: Sendable {
    /// Takes a batch, in the order of arrival, and makes it durable before it returns.
    ///
    /// The broker gets its acknowledgements only after the return. Whoever throws gets every
    /// message of the batch again.
    func receive(_ batch: [InboundMessage]) throws

    /// Somebody owns the region, perhaps we ourselves: called before the batch that it came with.
    func ownerSeen(_ owner: EngineOwner)

    /// The broker has accepted the connection.
    ///
    /// - Parameter sessionPresent: `false` where the broker kept nothing: frames may be lost.
    func connected(sessionPresent: Bool)

    /// The broker has granted the subscriptions: frames come from here on.
    func subscribed()

    /// The connection is gone, or an attempt failed.
    func disconnected(_ reason: String, retryInSeconds: Double)

    /// Called at least every 100 ms between batches, connected or not, for clocks to go on.
    func idle()
}

extension BusHandler {
    /// Ignores the event.
    public func connected(sessionPresent: Bool) {}
    /// Ignores the event.
    public func subscribed() {}
    /// Ignores the event.
    public func disconnected(_ reason: String, retryInSeconds: Double) {}
    /// Ignores the event.
    public func idle() {}
}
