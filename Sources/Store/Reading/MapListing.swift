import Model

/// One map as a list of maps shows it.
public struct MapListing: Hashable, Sendable {
    /// Which map.
    public var key: MapKey
    /// Its newest revision.
    public var revision: UInt64
    /// The instant that it speaks of.
    public var validTime: UnixTime
    /// The estimator that made it.
    public var method: String
    /// Cells of which something is known.
    public var knownCellCount: Int
    /// Cells of its grid.
    public var cellCount: Int
    /// The generation of the map history; it grows when the grid changes.
    public var generation: Int64

    /// A listing from its parts.
    public init(
        key: MapKey, revision: UInt64, validTime: UnixTime, method: String, knownCellCount: Int,
        cellCount: Int, generation: Int64
    ) {
        self.key = key
        self.revision = revision
        self.validTime = validTime
        self.method = method
        self.knownCellCount = knownCellCount
        self.cellCount = cellCount
        self.generation = generation
    }

    /// How old the map is, seconds.
    public func ageSeconds(at now: UnixTime) -> Double { now.seconds(since: validTime) }
}
