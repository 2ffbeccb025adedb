import MQTT
import Model
import Synchronization
import Wire

/// Subscriptions to tiles by their exact topics, for brokers that want it so.
///
/// A session's filters are fixed, and a map's tiles are known by its head only; so each map has
/// sessions of its own, made when its head comes and made anew when its grid changes.
final class TileSubscriptions: Sendable {
    /// Filters of one session: a SUBSCRIBE of 20 KiB at most.
    private static let filterCountMax = 256

    /// Guarded by the mutex: the sessions of each map and the grid that they are for.
    private struct State {
        var maps: [MapKey: (grid: Grid, sessions: [MQTTSession])] = [:]
        var isStopped = false
    }

    private let connection: MQTTConnectionOptions
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// No subscription yet; the sessions name themselves after the connection's identity.
    init(connection: MQTTConnectionOptions, log: @escaping @Sendable (String) -> Void) {
        var options = connection
        // What is retained comes at every subscription: nothing to keep in a session.
        options.cleanStart = true
        options.sessionExpirySeconds = 0
        options.will = nil
        self.connection = options
        self.log = log
    }

    /// Subscribes to all tiles of a head's grid, unless that is done.
    func follow(
        _ head: MapHead, _ receive: @escaping @Sendable (MQTTMessage) -> Void
    ) throws(MQTTError) {
        let isNew = state.withLock { !$0.isStopped && $0.maps[head.key]?.grid != head.grid }
        guard isNew else { return }
        let topics = TileLayout(grid: head.grid).addresses.map {
            Topic.mapTile(head.region, head.key, $0).text
        }
        var sessions: [MQTTSession] = []
        for start in stride(from: 0, to: topics.count, by: Self.filterCountMax) {
            var options = connection
            options.clientID +=
                "-\(head.key.product.rawValue)-\(head.key.band)-\(sessions.count)"
            sessions.append(
                try MQTTSession(
                    options: options,
                    filters: Array(topics[start..<min(start + Self.filterCountMax, topics.count)]),
                    log: log))
        }
        let old = state.withLock { state -> [MQTTSession] in
            guard !state.isStopped else { return [] }
            defer { state.maps[head.key] = (head.grid, sessions) }
            return state.maps[head.key]?.sessions ?? []
        }
        for session in old { session.stop() }
        for session in sessions {
            session.start { event in
                if case .message(let message) = event { receive(message) }
            }
        }
    }

    /// Ends all subscriptions, and lets none be made after.
    func stop() {
        let sessions = state.withLock { state in
            defer { state.maps = [:] }
            state.isStopped = true
            return state.maps.values.flatMap(\.sessions)
        }
        for session in sessions { session.stop() }
    }
}
