import Model

/// A map of 70 × 66 cells, so of 2 × 2 tiles, as an engine would hold and publish it.
struct MapFixture {
    static let region: RegionID = "campus"
    static let grid = Grid(
        origin: GeodeticPosition(
            latitudeDegrees: 48.1, longitudeDegrees: 11.5, altitudeMetres: 520),
        cellEastMetres: 10, cellNorthMetres: 10, nx: 70, ny: 66, zLevelsMetres: [1.5])
    static let key = MapKey(product: .iss, band: "b2412")

    /// The map.
    private(set) var map: RadioMap
    /// The tiles' revisions.
    private(set) var revisions: [TileAddress: UInt64] = [:]
    var epoch: UInt64 = 1

    /// A map at revision 1 with every cell known.
    init(grid: Grid = grid) {
        map = RadioMap(key: Self.key, grid: grid, method: "kriging")
        map.revision = 1
        map.validTime = UnixTime(seconds: 1_000)
        for index in 0..<grid.cellCount {
            map.values[index] = -120 + Float(index % 1_000) / 100
            map.standardDeviationsDb[index] = 2
            map.evidenceTimes[index] = UnixTime(seconds: 990)
        }
        for address in addresses { revisions[address] = 1 }
    }

    var addresses: [TileAddress] { TileLayout(grid: map.grid).addresses }

    /// Changes one cell, and so its tile, to the next revision; returns the tile's address.
    @discardableResult
    mutating func change(_ cell: Grid.Cell, to value: Float) -> TileAddress {
        map.revision += 1
        map.validTime = map.validTime.advanced(bySeconds: 1)
        map.values[map.grid.index(of: cell)] = value
        let address = TileLayout(grid: map.grid).address(holding: cell)
        revisions[address] = map.revision
        return address
    }

    /// The head as it stands.
    var head: MapHead {
        MapHead(
            region: Self.region, key: Self.key, revision: map.revision, validTime: map.validTime,
            epoch: epoch, grid: map.grid, quantisation: TileQuantisation(unit: .dbm),
            tiles: revisions.keys.sorted().map {
                .init(address: $0, revision: revisions[$0] ?? 0)
            },
            method: map.method)
    }

    /// A tile as it stands.
    func tile(_ address: TileAddress) -> MapTile {
        var tile = MapTile(cutting: address, from: map, epoch: epoch)
        tile.revision = revisions[address] ?? 0
        return tile
    }

    /// All tiles as they stand.
    var tiles: [MapTile] { addresses.map { tile($0) } }
}
