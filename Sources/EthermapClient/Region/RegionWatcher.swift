import MQTT
import Model
import Synchronization
import Wire

/// Follows a region over the bus: connects, reconnects, and tells what changes.
///
/// Alerts come once each as long as the watcher lives. For none to be lost while it is away, give
/// it a client identity of its own and a persistent session.
public final class RegionWatcher: Sendable {
    /// What happens, for one reader; ends with `stop`.
    public let events: AsyncStream<RegionEvent>

    private let core: WatcherCore
    private let session: MQTTSession

    /// A watcher; nothing happens before `start`.
    ///
    /// - Parameters:
    ///   - region: the region.
    ///   - connection: the broker, and as whom.
    ///   - interests: what to subscribe to.
    ///   - eventCountMax: the most events that wait for the reader; see `droppedCount`.
    ///   - log: gets one line for each outage.
    /// - Throws: where a filter cannot be used.
    public init(
        region: RegionID, connection: MQTTConnectionOptions,
        interests: RegionInterests = RegionInterests(), eventCountMax: Int = 4_096,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(MQTTError) {
        let core = WatcherCore(
            region: region, interests: interests, eventCountMax: eventCountMax,
            tiles: TileSubscriptions(connection: connection, log: log))
        self.core = core
        events = AsyncStream(
            unfolding: { await core.queue.next() }, onCancel: { core.queue.finish() })
        session = try MQTTSession(
            options: connection, filters: interests.filters(of: region), log: log)
    }

    deinit { core.finish() }

    /// Starts to connect, and to connect again whenever the connection is lost.
    public func start() { session.start { [core] in core.receive($0) } }

    /// Disconnects and ends `events` once everything in it has been read.
    public func stop() {
        session.stop()
        core.finish()
    }

    /// Waits until the connection stands and every subscription is granted.
    public func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        try session.waitUntilReady(timeoutSeconds: timeoutSeconds)
    }

    /// All that is known now.
    public var view: RegionView { core.state.withLock(\.view) }

    /// Events dropped because nobody read them in time.
    public var droppedCount: Int { core.queue.droppedCount }
}

/// What the session's thread and the watcher's user share.
private final class WatcherCore: Sendable {
    /// Guarded by the mutex: what is known, and the decoder, which belongs to one thread at a time.
    struct State {
        var view: RegionView
        let decoder = WireDecoder()
    }

    let state: Mutex<State>
    let queue: EventQueue
    private let interests: RegionInterests
    private let tiles: TileSubscriptions

    init(
        region: RegionID, interests: RegionInterests, eventCountMax: Int, tiles: TileSubscriptions
    ) {
        state = Mutex(State(view: RegionView(region: region)))
        queue = EventQueue(countMax: eventCountMax)
        self.interests = interests
        self.tiles = tiles
    }

    /// Ends the tiles' sessions, which hold this object, and the events.
    func finish() {
        tiles.stop()
        queue.finish()
    }

    func receive(_ event: MQTTSessionEvent) {
        switch event {
        case .connected(let sessionPresent):
            queue.append(.connected(sessionPresent: sessionPresent))
        case .disconnected(let reason, let seconds):
            queue.append(.disconnected(reason: reason, retryInSeconds: seconds))
        case .message(let message):
            receive(message)
        case .ready, .tick:
            break
        }
    }

    private func receive(_ message: MQTTMessage) {
        let (changes, head) = state.withLock { state in
            let changes = state.view.receive(
                topic: message.topic, payload: message.payload, by: state.decoder)
            return (changes, headToFollow(after: message, in: state.view))
        }
        for change in changes { queue.append(change) }
        guard let head else { return }
        do throws(MQTTError) {
            try tiles.follow(head) { [self] in receive($0) }
        } catch {
            queue.append(.disconnected(reason: error.description, retryInSeconds: .infinity))
        }
    }

    /// The head whose tiles are to be subscribed to one by one, where the message was a head.
    private func headToFollow(after message: MQTTMessage, in view: RegionView) -> MapHead? {
        guard case .exactly = interests.maps, case .mapHead(_, let key) = Topic(message.topic),
            interests.takesTilesExactly(of: key)
        else { return nil }
        return view.maps.head(of: key)
    }
}
