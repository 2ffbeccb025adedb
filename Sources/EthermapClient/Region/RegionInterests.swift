import Model
import Wire

/// What a reader wants to know of a region.
public struct RegionInterests: Hashable, Sendable {
    /// The maps: all, some, or none.
    public enum Maps: Hashable, Sendable {
        /// Every map of the region.
        case all
        /// These.
        case only([MapKey])
        /// These, by exact topics alone: heads, and the tiles that heads name.
        ///
        /// For brokers that keep messages but hand them to no wildcard (RabbitMQ); on others it
        /// only costs more connections.
        case exactly([MapKey])
    }

    /// Which maps.
    public var maps: Maps
    /// Whether alerts.
    public var alerts: Bool
    /// Whether interferers.
    public var interferers: Bool
    /// Whether the engine's health.
    public var health: Bool
    /// Whether sensors' spectra.
    public var spectra: Bool

    /// Interests; everything but spectra unless said otherwise.
    public init(
        maps: Maps = .all, alerts: Bool = true, interferers: Bool = true, health: Bool = true,
        spectra: Bool = false
    ) {
        self.maps = maps
        self.alerts = alerts
        self.interferers = interferers
        self.health = health
        self.spectra = spectra
    }

    /// The filters to subscribe with; all lie below the engine's `out` topics.
    public func filters(of region: RegionID) -> [String] {
        var filters: [String] = []
        switch maps {
        case .all: filters.append(Topic.allMaps(of: region))
        case .only(let keys): filters += keys.map { Topic.map($0, of: region) }
        case .exactly(let keys): filters += keys.map { Topic.mapHead(region, $0).text }
        }
        if alerts { filters.append(Topic.alert(region).text) }
        if interferers { filters.append(Topic.allInterferers(of: region)) }
        if health { filters.append(Topic.health(region).text) }
        if spectra { filters.append(Topic.allSpectra(of: region)) }
        return filters
    }

    /// Whether a map's tiles are subscribed to one by one.
    func takesTilesExactly(of key: MapKey) -> Bool {
        if case .exactly(let keys) = maps { keys.contains(key) } else { false }
    }
}
