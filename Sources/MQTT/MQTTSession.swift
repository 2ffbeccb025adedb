/// A client that publishes, and subscribes if asked to: for engines' outputs, sensors, consumers.
///
/// What it publishes waits in one bounded queue, at most 200 messages of it in flight, and stays
/// there until the broker has acknowledged it, over any number of connections: QoS 1 messages may
/// arrive twice, never out of the order of their first sending by more than that repetition.
/// Nothing is sent before the subscriptions are granted and 50 ms have passed in which what is
/// retained arrives. What it receives goes to the event handler message by message; a handler that takes its time
/// slows the broker down for this session, and nothing else.
public final class MQTTSession: Sendable {
    private let options: MQTTConnectionOptions
    private let core: SessionCore
    private let loop: ConnectionLoop

    /// A session; nothing happens before `start`.
    ///
    /// - Parameters:
    ///   - options: where and as whom.
    ///   - filters: what to subscribe to, at QoS 1, anew at every connection.
    ///   - queueCountMax: the most messages that may be unacknowledged or waiting.
    ///   - queueByteCountMax: the most bytes of payload that may be.
    ///   - log: gets one line for each outage.
    /// - Throws: `.invalid` where a filter is none.
    public init(
        options: MQTTConnectionOptions, filters: [String] = [], queueCountMax: Int = 10_000,
        queueByteCountMax: Int = 64 << 20, log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(MQTTError) {
        for filter in filters where !Mosquitto.isFilter(filter) {
            throw MQTTError(
                kind: .invalid, operation: "subscribe to '\(filter)'", reason: "no topic filter")
        }
        self.options = options
        core = SessionCore(
            queue: OutgoingQueue(countMax: queueCountMax, byteCountMax: queueByteCountMax))
        loop = ConnectionLoop(
            options: options, filters: filters, batchCountMax: 256, owner: core, log: log)
    }

    deinit { loop.requestStop() }

    /// Starts the thread, which connects and reconnects until `stop`.
    ///
    /// - Parameter events: gets everything that happens, on the session's thread. It is held as
    ///   long as the session: let it hold what holds the session weakly.
    public func start(_ events: @escaping @Sendable (MQTTSessionEvent) -> Void = { _ in }) {
        core.events.withLock { $0 = events }
        loop.start()
    }

    /// Disconnects by a word, so that the will is not sent, and ends the thread.
    ///
    /// What the broker has not acknowledged is dropped: call `flush` before. Returns after at most
    /// 5 s even where the thread is stuck in an attempt to connect.
    public func stop() {
        core.outgoing.withLock { $0.isClosed = true }
        loop.stop()
    }

    /// Whether the connection stands and every subscription is granted.
    public var isReady: Bool { loop.isReady }

    /// Messages handed over and not acknowledged.
    public var unacknowledgedCount: Int { core.outgoing.withLock { $0.queue.count } }

    /// Waits until the connection stands and every subscription is granted.
    public func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        try loop.waitUntilReady(timeoutSeconds: timeoutSeconds)
    }

    /// Hands a message over; it is sent as soon as there is a connection and room in flight.
    ///
    /// - Parameters:
    ///   - topic: where to.
    ///   - payload: what.
    ///   - isRetained: whether the broker keeps it as the topic's state.
    ///   - qos: how surely.
    ///   - waitSeconds: how long to wait for room in a full queue; never wait in an event handler.
    ///   - completion: called once, on the session's thread, when the broker has answered.
    /// - Returns: the message's name.
    /// - Throws: `.queueFull` where there is no room in time, `.oversize` where the connection
    ///   could never carry the message, `.invalid` for a topic with wildcards, `.stopped`.
    @discardableResult
    public func publish(
        topic: String, payload: [UInt8], isRetained: Bool = false, qos: MQTTQoS = .atLeastOnce,
        waitSeconds: Double = 0, completion: (@Sendable (MQTTDelivery) -> Void)? = nil
    ) throws(MQTTError) -> MessageToken {
        guard Mosquitto.isTopic(topic) else {
            throw MQTTError(
                kind: .invalid, operation: "publish to '\(topic)'", reason: "no topic to publish to"
            )
        }
        // Checked before sending, because a broker of 3.1.1 answers an oversize packet by closing
        // the connection, and the message would be sent again, for ever. 16 bytes hold the rest.
        let packetBytes = payload.count + topic.utf8.count + 16
        guard packetBytes <= options.maximumPacketBytes else {
            throw MQTTError(
                kind: .oversize, operation: "publish to \(topic)",
                reason: "\(packetBytes) bytes exceed the connection's \(options.maximumPacketBytes)"
            )
        }
        var outcome: MessageToken?
        var isClosed = false
        _ = core.outgoing.wait(timeoutSeconds: waitSeconds) { outgoing in
            isClosed = outgoing.isClosed
            guard !isClosed else { return true }
            guard outgoing.queue.hasRoom(forByteCount: payload.count) else { return false }
            outcome = outgoing.queue.append(
                topic: topic, payload: payload, isRetained: isRetained, qos: qos,
                completion: completion)
            return true
        }
        if let outcome {
            loop.wake()
            return outcome
        }
        throw MQTTError(
            kind: isClosed ? .stopped : .queueFull, operation: "publish to \(topic)",
            reason: isClosed ? "the session has been stopped" : "the outgoing queue is full")
    }

    /// Waits until the broker has answered for everything and every completion has returned.
    ///
    /// Never call it from a completion or an event handler, which it would wait for.
    ///
    /// - Returns: whether it has.
    public func flush(timeoutSeconds: Double) -> Bool {
        core.outgoing.wait(timeoutSeconds: timeoutSeconds) { outgoing in
            outgoing.queue.count == 0 && outgoing.completionsRunning == 0
        }
    }
}
