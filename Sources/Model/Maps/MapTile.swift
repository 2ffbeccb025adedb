/// A fixed block of a map's cells, the unit of update on the bus.
///
/// Planes run west to east, then south to north: C columns fastest, R rows [R × C].
public struct MapTile: Hashable, Sendable {
    /// Where the tile lies.
    public var address: TileAddress
    /// The map's revision at which the tile last changed.
    public var revision: UInt64
    /// The instant that the tile speaks of; ages count from here.
    public var validTime: UnixTime
    /// The engine's fencing epoch.
    public var epoch: UInt64
    /// Cells eastwards, C.
    public var columnCount: Int
    /// Cells northwards, R.
    public var rowCount: Int
    /// How `codes` are to be read.
    public var quantisation: TileQuantisation
    /// Values [R × C].
    public var codes: [Int16]
    /// Standard deviations [R × C].
    public var standardDeviationCodes: [UInt8]
    /// Ages at `validTime` [R × C].
    public var ageCodes: [UInt8]

    /// A tile from its parts.
    public init(
        address: TileAddress, revision: UInt64, validTime: UnixTime, epoch: UInt64,
        columnCount: Int, rowCount: Int, quantisation: TileQuantisation, codes: [Int16],
        standardDeviationCodes: [UInt8], ageCodes: [UInt8]
    ) {
        self.address = address
        self.revision = revision
        self.validTime = validTime
        self.epoch = epoch
        self.columnCount = columnCount
        self.rowCount = rowCount
        self.quantisation = quantisation
        self.codes = codes
        self.standardDeviationCodes = standardDeviationCodes
        self.ageCodes = ageCodes
    }

    /// Cuts a tile out of a map and rounds it.
    public init(cutting address: TileAddress, from map: RadioMap, epoch: UInt64) {
        let layout = TileLayout(grid: map.grid)
        precondition(layout.contains(address), "a tile lies in its grid")
        let (columns, rows) = layout.cells(of: address)
        let quantisation = TileQuantisation(unit: map.key.product.unit)
        self.init(
            address: address, revision: map.revision, validTime: map.validTime, epoch: epoch,
            columnCount: columns.count, rowCount: rows.count, quantisation: quantisation,
            codes: [], standardDeviationCodes: [], ageCodes: [])
        let cellCount = columns.count * rows.count
        codes.reserveCapacity(cellCount)
        standardDeviationCodes.reserveCapacity(cellCount)
        ageCodes.reserveCapacity(cellCount)
        // Neighbouring cells mostly rest on the same evidence: a logarithm for each run of them.
        var evidence = UnixTime.zero
        var ageCode = UInt8(255)
        for y in rows {
            let start = (address.z * map.grid.ny + y) * map.grid.nx
            for index in start + columns.lowerBound..<start + columns.upperBound {
                codes.append(quantisation.code(ofValue: map.values[index]))
                standardDeviationCodes.append(
                    TileQuantisation.code(ofStandardDeviationDb: map.standardDeviationsDb[index]))
                if map.evidenceTimes[index] != evidence {
                    evidence = map.evidenceTimes[index]
                    ageCode =
                        evidence == .zero
                        ? 255
                        : TileQuantisation.code(
                            ofAgeSeconds: map.validTime.seconds(since: evidence))
                }
                ageCodes.append(ageCode)
            }
        }
    }

    /// Whether another tile shows the same values and standard deviations (ages and times apart).
    public func showsSame(as other: MapTile) -> Bool {
        address == other.address && quantisation == other.quantisation && codes == other.codes
            && standardDeviationCodes == other.standardDeviationCodes
    }
}
