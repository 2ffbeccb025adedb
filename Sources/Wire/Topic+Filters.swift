import Model

/// Filters to subscribe with; plain ones, without shared subscriptions.
extension Topic {
    /// All that a region's sensors send.
    public static func allInputs(of region: RegionID) -> String { "spectrum/v1/in/\(region)/#" }

    /// All that a region's engine says to everybody.
    public static func allOutputs(of region: RegionID) -> String { "spectrum/v1/out/\(region)/#" }

    /// All maps of a region, heads and tiles.
    public static func allMaps(of region: RegionID) -> String {
        "spectrum/v1/out/\(region)/map/#"
    }

    /// The heads of all maps of a region.
    public static func allMapHeads(of region: RegionID) -> String {
        "spectrum/v1/out/\(region)/map/+/+/head"
    }

    /// Head and tiles of one map.
    public static func map(_ key: MapKey, of region: RegionID) -> String {
        "spectrum/v1/out/\(region)/map/\(key.product.rawValue)/\(key.band)/#"
    }

    /// All interferers of a region.
    public static func allInterferers(of region: RegionID) -> String {
        "spectrum/v1/out/\(region)/interferer/+"
    }

    /// The spectra of all sensors of a region.
    public static func allSpectra(of region: RegionID) -> String {
        "spectrum/v1/out/\(region)/spectrum/+"
    }

    /// The acknowledgements to all sensors of a region.
    public static func allAcks(of region: RegionID) -> String { "spectrum/v1/ctl/\(region)/ack/+" }
}
