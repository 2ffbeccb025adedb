/// What a late joiner needs to put a map together: its grid, its unit and the revision of every tile.
public struct MapHead: Hashable, Sendable {
    /// The revision at which one tile last changed.
    public struct TileRevision: Hashable, Sendable {
        /// Which tile.
        public var address: TileAddress
        /// The map's revision at which it last changed.
        public var revision: UInt64

        /// A pair of tile and revision.
        public init(address: TileAddress, revision: UInt64) {
            self.address = address
            self.revision = revision
        }
    }

    /// The region.
    public var region: RegionID
    /// Which map.
    public var key: MapKey
    /// The map's revision.
    public var revision: UInt64
    /// The instant that the map speaks of.
    public var validTime: UnixTime
    /// The engine's fencing epoch.
    public var epoch: UInt64
    /// The grid.
    public var grid: Grid
    /// How the tiles' values are to be read.
    public var quantisation: TileQuantisation
    /// Every tile that has been published, ascending by address.
    public var tiles: [TileRevision]
    /// The estimator that made the map.
    public var method: String
    /// The model (network) behind it; empty where there is none.
    public var modelID: String
    /// The model's hash; empty where there is none.
    public var modelHash: String

    /// A head from its parts.
    public init(
        region: RegionID, key: MapKey, revision: UInt64, validTime: UnixTime, epoch: UInt64,
        grid: Grid, quantisation: TileQuantisation, tiles: [TileRevision], method: String,
        modelID: String = "", modelHash: String = ""
    ) {
        self.region = region
        self.key = key
        self.revision = revision
        self.validTime = validTime
        self.epoch = epoch
        self.grid = grid
        self.quantisation = quantisation
        self.tiles = tiles
        self.method = method
        self.modelID = modelID
        self.modelHash = modelHash
    }
}
