import Bus
import Engine
import Interference
import MQTT
import Model
import Store
import Synchronization

/// Publishes what rounds made: changed tiles and then their head, interferers, and the outbox.
///
/// Nothing is published before the engine owns its region. Called on the engine thread; deliveries
/// come back on the publisher's. Mutable state is behind one mutex.
final class Publication: Sendable {
    /// Alerts handed to the publisher at a time.
    static let alertBatchMax = 100
    /// Least time between two tries of refused alerts, seconds.
    static let retrySeconds = 5.0

    private struct State {
        var publisher: BusPublisher?
        /// The last published tiles of each map; at most the tiles of the region's maps.
        var tiles: [MapKey: [TileAddress: MapTile]] = [:]
        var needsEverything = false
        /// Alerts on their way to the broker, or there and not yet marked in the store.
        var alertsOnTheWay: Set<String> = []
        /// Alerts that the broker has, not yet marked in the store.
        var alertsDelivered: [String] = []
        /// Whether an alert was refused, and when refused ones were last tried again.
        var hasRefusedAlerts = false
        var refusedRetryTime = UnixTime.zero
        /// Whether the outbox may hold something new.
        var mayHaveAlerts = true
        var tileCount: UInt64 = 0
    }

    private let region: RegionID
    private let model: InterferenceModel?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - region: whose maps are published.
    ///   - model: the network that may have a part in them.
    init(region: RegionID, model: InterferenceModel? = nil) {
        self.region = region
        self.model = model
    }

    /// The publisher, once the region is ours.
    var publisher: BusPublisher? { state.withLock { $0.publisher } }

    /// Tiles published since the start.
    var tileCount: UInt64 { state.withLock { $0.tileCount } }

    /// The region is ours: publish under a new epoch, everything first.
    func open(_ publisher: BusPublisher) {
        state.withLock { state in
            state.publisher = publisher
            state.needsEverything = true
            state.mayHaveAlerts = true
        }
    }

    /// Whether everything must be published; asks once.
    func takeNeedsEverything() -> Bool {
        state.withLock { state in
            defer { state.needsEverything = false }
            return state.needsEverything
        }
    }

    /// Publishes one round's outcome.
    func publish(_ result: RoundResult, maps: [RadioMap]) {
        if !result.alerts.isEmpty { noteAlerts() }
        guard let publisher else { return }
        for change in result.changes {
            guard let map = maps.first(where: { $0.key == change.key }) else { continue }
            let layout = TileLayout(grid: map.grid)
            let touched = Set(
                change.indices.map { layout.address(holding: map.grid.cell(at: Int($0))) })
            publish(touched.sorted(), of: map, by: publisher)
        }
        for interferer in result.interferers { publisher.publish(interferer) }
        for spectrum in result.spectra { publisher.publish(spectrum) }
    }

    /// Publishes every map and interferer, for a new epoch.
    ///
    /// - Parameters:
    ///   - engine: whose.
    ///   - known: every interferer that the store knows; those that the engine does not follow are
    ///     cleared on the bus, where a farewell may have been lost.
    func publishEverything(_ engine: RegionEngine, known: [InterfererState]) {
        guard let publisher else { return }
        publisher.publishOwner()
        for map in engine.maps where map.revision > 0 {
            publish(TileLayout(grid: map.grid).addresses, of: map, by: publisher)
        }
        let followed = engine.interferers
        for interferer in followed { publisher.publish(interferer) }
        for var interferer in known where !followed.contains(where: { $0.id == interferer.id }) {
            interferer.phase = .cleared
            publisher.publish(interferer)
        }
    }

    private func publish(_ addresses: [TileAddress], of map: RadioMap, by publisher: BusPublisher) {
        var tiles = state.withLock { $0.tiles[map.key] ?? [:] }
        for address in addresses {
            let tile = MapTile(cutting: address, from: map, epoch: publisher.epoch)
            tiles[address] = tile
            publisher.publish(tile, of: map.key)
        }
        let revisions = tiles.keys.sorted().map { address in
            MapHead.TileRevision(address: address, revision: tiles[address]?.revision ?? 0)
        }
        let network = model.flatMap { $0.isBehind(map) ? $0 : nil }
        publisher.publish(
            MapHead(
                region: region, key: map.key, revision: map.revision, validTime: map.validTime,
                epoch: publisher.epoch, grid: map.grid,
                quantisation: TileQuantisation(unit: map.key.product.unit), tiles: revisions,
                method: map.method, modelID: network?.name ?? "",
                modelHash: network?.hash ?? ""))
        state.withLock { state in
            state.tiles[map.key] = tiles
            state.tileCount += UInt64(addresses.count)
        }
    }

    /// Says that the outbox may hold something new.
    func noteAlerts() { state.withLock { $0.mayHaveAlerts = true } }

    /// Publishes the sensors' acknowledgements.
    func publish(_ acknowledgements: [SensorAck]) {
        guard let publisher else { return }
        for acknowledgement in acknowledgements { publisher.publish(acknowledgement) }
    }

    /// Marks in the store what the broker has.
    func markDeliveredAlerts(in store: Store, now: UnixTime) throws {
        let delivered = state.withLock { state in
            defer { state.alertsDelivered = [] }
            return state.alertsDelivered
        }
        guard !delivered.isEmpty else { return }
        try store.markPublished(alertIDs: delivered, at: now)
        state.withLock { $0.alertsOnTheWay.subtract(delivered) }
    }

    /// Marks what the broker has, and hands it what waits in the outbox.
    func sendAlerts(from store: Store, now: UnixTime) throws {
        try markDeliveredAlerts(in: store, now: now)
        let publisher = state.withLock { state -> BusPublisher? in
            // What the broker refuses it would refuse again at once: a pause between two tries.
            if state.hasRefusedAlerts,
                now.seconds(since: state.refusedRetryTime) >= Self.retrySeconds
            {
                state.hasRefusedAlerts = false
                state.refusedRetryTime = now
                state.mayHaveAlerts = true
            }
            guard state.mayHaveAlerts, let publisher = state.publisher else { return nil }
            // Before the look into the outbox: what is noted from here on is looked for again.
            state.mayHaveAlerts = false
            return publisher
        }
        guard let publisher else { return }
        let waiting = try store.unpublishedAlerts(limit: Self.alertBatchMax)
        if waiting.count == Self.alertBatchMax { noteAlerts() }
        for alert in waiting where state.withLock({ $0.alertsOnTheWay.insert(alert.id).inserted }) {
            do throws(MQTTError) {
                try publisher.publish(alert) { [weak self] delivery in
                    self?.settle(alert.id, delivery)
                }
            } catch {
                settle(alert.id, .refused("\(error)"))
            }
        }
    }

    private func settle(_ id: String, _ delivery: MQTTDelivery) {
        state.withLock { state in
            if delivery == .acknowledged {
                // On the way until it is marked: the outbox still lists it, it must not go twice.
                state.alertsDelivered.append(id)
            } else {
                state.alertsOnTheWay.remove(id)
                state.hasRefusedAlerts = true
            }
        }
    }
}
