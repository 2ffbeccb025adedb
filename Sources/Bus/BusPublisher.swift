import Logging
import MQTT
import Model
import Synchronization
import Wire

/// The engine's voice: typed values out to the broker, each stamped with the engine's epoch.
///
/// - State (tiles, heads, interferers, acknowledgements, health, owner, mirrors of state) is
///   retained. Publishing it never blocks and never fails: the newest payload of every topic is
///   kept here and sent as the connection allows, in order. After a reconnection to a broker that
///   has lost the session, and so its retained messages, everything is sent again by itself.
/// - Alerts are queued (at most 10 000) and their completion is called when the broker has them:
///   let the outbox forget an alert then, and hand it over again after a restart.
/// - Spectra are a stream: without a connection, or behind a full queue, they are dropped, counted.
///
/// It fences itself: once it has seen a greater epoch own the region, which the broker tells it
/// before it may send anything on a new connection, it publishes nothing any more.
///
/// Mutable state: `state`, behind its mutex. The lock order is this one, then the session's.
public final class BusPublisher: Sendable {
    /// What the mutex guards.
    struct State {
        var book = RetainedBook()
        var acks: AckCoalescer
        var statistics = BusStatistics()
        var hasConnected = false
        var hasToldRefusal = false
        var isFenced = false
    }

    /// Retained messages on their way; the rest waits in the book, where it can be superseded.
    private static let onTheWayCountMax = 400

    let region: RegionID
    let engine: String
    /// The fencing epoch, stamped on every output.
    public let epoch: UInt64
    let session: MQTTSession
    let state: Mutex<State>
    private let logger: Logger

    /// A publisher for one region; nothing is sent before `start`.
    ///
    /// - Parameters:
    ///   - region: whose outputs.
    ///   - engine: the engine's identity.
    ///   - epoch: the fencing epoch, stamped on every output.
    ///   - connection: where to connect; identity, session and will are set here.
    ///   - ackPeriodSeconds: least time between two acknowledgements to one sensor.
    ///   - logger: gets one line for each outage, and refusals.
    /// - Throws: what `MQTTSession` throws for options that cannot be used.
    public init(
        region: RegionID, engine: String, epoch: UInt64, connection: MQTTConnectionOptions,
        ackPeriodSeconds: Double = 0.2, logger: Logger
    ) throws(MQTTError) {
        self.region = region
        self.engine = engine
        self.epoch = epoch
        self.logger = logger
        let last = EngineHealth(region: region, engine: engine, epoch: epoch, status: .stopped)
        let will = MQTTWill(
            topic: Topic.health(region).text, payload: WireEncoder.bytes(of: last))
        session = try MQTTSession(
            options: EngineIdentity.publishing(region, connection, will: will),
            filters: [Topic.owner(region).text], log: { logger.warning("\($0)") })
        state = Mutex(State(acks: AckCoalescer(periodSeconds: ackPeriodSeconds)))
    }

    /// Starts the thread, which connects and reconnects until `stop`.
    public func start() {
        session.start { [weak self] event in self?.take(event) }
    }

    /// Disconnects by a word, so that the will is not sent; what is unsent is dropped.
    ///
    /// Publish a health of `stopped` and `flush` before.
    public func stop() { session.stop() }

    /// Whether there is a connection.
    public var isReady: Bool { session.isReady }

    /// Waits until there is a connection.
    public func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        try session.waitUntilReady(timeoutSeconds: timeoutSeconds)
    }

    /// Whether a greater epoch owns the region, so that nothing is published any more.
    public var isFenced: Bool { state.withLock { $0.isFenced } }

    /// What has been done so far.
    public var statistics: BusStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.supersededCount = state.book.supersededCount
            statistics.pendingCount = state.book.pendingCount
            return statistics
        }
    }

    /// Sends everything that waits, acknowledgements too, and waits until the broker has it.
    ///
    /// - Returns: whether the broker has it in time.
    public func flush(timeoutSeconds: Double) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(timeoutSeconds)
        releaseAcks(isForced: true)
        repeat {
            send()
            // First the book, then the session: what leaves the one is in the other by then.
            let left = (deadline - clock.now) / .seconds(1)
            if state.withLock({ $0.book.pendingCount }) > 0 {
                Pause.milliseconds(2)
            } else if session.flush(timeoutSeconds: max(left, 0)) {
                return true
            }
        } while clock.now < deadline
        return false
    }

    /// Notes a state's new payload and sends what can be sent.
    func retain(_ states: [(topic: Topic, payload: [UInt8])]) {
        state.withLock { state in
            guard !state.isFenced else { return }
            for (topic, payload) in states { state.book.set(topic, to: payload) }
        }
        send()
    }

    /// Moves waiting states to the session, as far as it should be filled.
    func send() {
        guard session.isReady else { return }
        state.withLock { state in
            while session.unacknowledgedCount < Self.onTheWayCountMax,
                let (topic, payload) = state.book.next()
            {
                do throws(MQTTError) {
                    try session.publish(topic: topic.text, payload: payload, isRetained: true) {
                        [weak self] delivery in
                        self?.answered(delivery)
                        self?.send()
                    }
                    state.book.nextWasSent()
                } catch {
                    // Full or stopped: later, or never. Anything else would never get better.
                    guard error.kind == .oversize || error.kind == .invalid else { return }
                    state.book.nextWasSent()
                    state.statistics.refusedCount += 1
                    logger.error("\(error)")
                }
            }
        }
    }

    /// Counts an answer of the broker; the first refusal is told.
    func answered(_ delivery: MQTTDelivery) {
        let tells = state.withLock { state in
            guard case .refused = delivery else {
                state.statistics.acknowledgedCount += 1
                return false
            }
            state.statistics.refusedCount += 1
            defer { state.hasToldRefusal = true }
            return !state.hasToldRefusal
        }
        if tells, case .refused(let reason) = delivery {
            logger.error(
                "region \(region): the broker refuses what the engine publishes: \(reason)")
        }
    }

    /// Moves due acknowledgements among the states to send.
    func releaseAcks(isForced: Bool) {
        let due = state.withLock { state in
            state.acks.release(at: ContinuousClock.now, isForced: isForced)
        }
        guard !due.isEmpty else { return }
        retain(due.map { (.ack(region, $0.sensor), WireEncoder.bytes(of: $0)) })
    }

    private func take(_ event: MQTTSessionEvent) {
        switch event {
        case .connected(let sessionPresent):
            let isLost = state.withLock { state in
                defer { state.hasConnected = true }
                guard state.hasConnected, !sessionPresent else { return false }
                state.book.markAll()
                state.statistics.republicationCount += 1
                return true
            }
            if isLost {
                logger.notice(
                    "region \(region): the broker has lost its state; publishing all of it again")
            }
        case .ready: send()
        case .tick:
            releaseAcks(isForced: false)
            send()
        case .message(let message): yield(to: message.payload)
        case .disconnected: break
        }
    }

    /// Falls silent where somebody else owns the region under an epoch greater than ours.
    private func yield(to payload: [UInt8]) {
        // What is no owner can take nothing away from us; the reader tells about it.
        guard let owner = try? WireDecoder().engineOwner(payload), owner.region == region,
            owner.isAbove(epoch: epoch, engine: engine)
        else { return }
        state.withLock { state in
            state.isFenced = true
            state.book = RetainedBook()
        }
        // On the session's own thread: it ends after this turn, without sending what waits.
        session.stop()
        logger.error(
            """
            region \(region): engine \(owner.engine) owns it under epoch \(owner.epoch), ours is \
            \(epoch); publishing nothing any more
            """)
    }
}
