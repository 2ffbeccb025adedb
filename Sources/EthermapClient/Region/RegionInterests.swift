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

    /// The filters to subscribe with; the owner's topic is always one, since it fences.
    public func filters(of region: RegionID) -> [String] {
        var filters = [Topic.owner(region).text]
        switch maps {
        case .all: filters.append(Topic.allMaps(of: region))
        case .only(let keys): filters += keys.map { Topic.map($0, of: region) }
        }
        if alerts { filters.append(Topic.alert(region).text) }
        if interferers { filters.append(Topic.allInterferers(of: region)) }
        if health { filters.append(Topic.health(region).text) }
        if spectra { filters.append(Topic.allSpectra(of: region)) }
        return filters
    }
}
