/// A durable reader: what its handler has taken is acknowledged, and nothing else.
///
/// It has one thread. A turn of it waits for the socket, reads what is there into a batch, calls
/// `receive`, and only then writes the acknowledgements. So a process that dies inside `receive`
/// gets the batch again, where the session is persistent and the broker lives.
public final class MQTTReader: Sendable {
    /// The greatest batch that can be asked for, messages.
    public static let batchCountLimit = 1_000

    private let loop: ConnectionLoop

    /// A reader of some filters, all at QoS 1; nothing happens before `start`.
    ///
    /// - Parameters:
    ///   - options: where and as whom; make the session persistent, or nothing comes again.
    ///   - filters: what to subscribe to; subscribed anew at every connection.
    ///   - batchCountMax: the most messages of one batch.
    ///   - handler: who takes the batches, on the reader's thread.
    ///   - log: gets one line for each outage.
    /// - Throws: `.invalid` where a filter is none.
    public init(
        options: MQTTConnectionOptions, filters: [String], batchCountMax: Int = 256,
        handler: some MQTTBatchHandler, log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(MQTTError) {
        precondition(
            (1...Self.batchCountLimit).contains(batchCountMax), "a batch has 1 to 1000 messages")
        for filter in filters where !Mosquitto.isFilter(filter) {
            throw MQTTError(
                kind: .invalid, operation: "subscribe to '\(filter)'", reason: "no topic filter")
        }
        loop = ConnectionLoop(
            options: options, filters: filters, batchCountMax: batchCountMax,
            owner: ReaderOwner(handler: handler), log: log)
    }

    deinit { loop.requestStop() }

    /// Starts the thread, which connects and reconnects until `stop`.
    public func start() { loop.start() }

    /// Acknowledges what was taken, disconnects (the broker keeps the session), ends the thread.
    ///
    /// Returns after at most 5 s even where the thread is stuck in an attempt to connect; that
    /// thread ends by itself and calls the handler no more.
    public func stop() { loop.stop() }

    /// Whether the connection stands and every subscription is granted.
    public var isReady: Bool { loop.isReady }

    /// Waits until the connection stands and every subscription is granted.
    public func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        try loop.waitUntilReady(timeoutSeconds: timeoutSeconds)
    }
}

/// Hands a reader's events to its handler.
private struct ReaderOwner: ConnectionOwner {
    let handler: any MQTTBatchHandler

    func receive(_ batch: [MQTTMessage]) throws { try handler.receive(batch) }
    func connected(sessionPresent: Bool) { handler.connected(sessionPresent: sessionPresent) }
    func subscribed() { handler.subscribed() }
    func disconnected(_ reason: String, retryInSeconds: Double) {
        handler.disconnected(reason, retryInSeconds: retryInSeconds)
    }
    func idle() { handler.idle() }
    func fill(_ connection: Connection) throws(MQTTError) {}
    func published(_ messageID: Int32, reasonCode: Int32) {}
}
