import Model

/// A topic of the bus: one case for every line of the contract's table.
public enum Topic: Hashable, Sendable {
    /// A sensor's birth.
    case birth(RegionID, SensorID)
    /// A sensor's frames of signal strengths.
    case rss(RegionID, SensorID)
    /// A sensor's frames of multi-coset samples.
    case coset(RegionID, SensorID)
    /// Whether a sensor is there.
    case state(RegionID, SensorID)
    /// A sensor's recovered spectrum.
    case spectrum(RegionID, SensorID)
    /// A map's head.
    case mapHead(RegionID, MapKey)
    /// One tile of a map.
    case mapTile(RegionID, MapKey, TileAddress)
    /// Alerts.
    case alert(RegionID)
    /// What is known of one interferer.
    case interferer(RegionID, InterfererID)
    /// How the engine is.
    case health(RegionID)
    /// Alerts as JSON.
    case jsonAlert(RegionID)
    /// What is known of one interferer, as JSON.
    case jsonInterferer(RegionID, InterfererID)
    /// The engine's counters as one flat JSON object.
    case jsonSummary(RegionID)
    /// The engine's answer to one sensor.
    case ack(RegionID, SensorID)
    /// Which engine owns the region.
    case owner(RegionID)

    /// The topic as the broker knows it.
    public var text: String {
        switch self {
        case .birth(let region, let sensor): "spectrum/v1/in/\(region)/\(sensor)/birth"
        case .rss(let region, let sensor): "spectrum/v1/in/\(region)/\(sensor)/rss"
        case .coset(let region, let sensor): "spectrum/v1/in/\(region)/\(sensor)/coset"
        case .state(let region, let sensor): "spectrum/v1/in/\(region)/\(sensor)/state"
        case .spectrum(let region, let sensor): "spectrum/v1/out/\(region)/spectrum/\(sensor)"
        case .mapHead(let region, let key):
            "spectrum/v1/out/\(region)/map/\(key.product.rawValue)/\(key.band)/head"
        case .mapTile(let region, let key, let tile):
            "spectrum/v1/out/\(region)/map/\(key.product.rawValue)/\(key.band)/tile/"
                + "\(tile.z)-\(tile.y)-\(tile.x)"
        case .alert(let region): "spectrum/v1/out/\(region)/alert"
        case .interferer(let region, let id): "spectrum/v1/out/\(region)/interferer/\(id)"
        case .health(let region): "spectrum/v1/out/\(region)/health"
        case .jsonAlert(let region): "spectrum/v1/out/\(region)/json/alert"
        case .jsonInterferer(let region, let id):
            "spectrum/v1/out/\(region)/json/interferer/\(id)"
        case .jsonSummary(let region): "spectrum/v1/out/\(region)/json/summary"
        case .ack(let region, let sensor): "spectrum/v1/ctl/\(region)/ack/\(sensor)"
        case .owner(let region): "spectrum/v1/ctl/\(region)/owner"
        }
    }

    /// Whether the broker keeps the last message: states are kept, frames and events never.
    public var isRetained: Bool {
        switch self {
        case .rss, .coset, .spectrum, .alert, .jsonAlert: false
        case .birth, .state, .mapHead, .mapTile, .interferer, .health, .jsonInterferer,
            .jsonSummary, .ack, .owner:
            true
        }
    }

    /// The region that the topic belongs to.
    public var region: RegionID {
        switch self {
        case .birth(let region, _), .rss(let region, _), .coset(let region, _),
            .state(let region, _), .spectrum(let region, _), .mapHead(let region, _),
            .mapTile(let region, _, _), .alert(let region), .interferer(let region, _),
            .health(let region), .jsonAlert(let region), .jsonInterferer(let region, _),
            .jsonSummary(let region), .ack(let region, _), .owner(let region):
            region
        }
    }
}
