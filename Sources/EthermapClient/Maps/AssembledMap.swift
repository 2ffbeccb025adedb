import Geometry
import Model

/// One map put together from its head and tiles, whole at the head's revision.
///
/// Arrays have one entry for each cell of the grid, x fastest, then y, then z. What the bus rounded
/// (see `TileQuantisation`) stays rounded. Cells that no tile covers are without data.
public struct AssembledMap: Hashable, Sendable {
    /// The head at whose revision the map is whole: key, grid, epoch, method.
    public internal(set) var head: MapHead
    /// Values in the product's unit; NaN where nothing is known.
    public internal(set) var values: [Float]
    /// Standard deviation of each value, decibels; NaN where nothing is known.
    public internal(set) var standardDeviationsDb: [Float]
    /// Time of the newest evidence behind each value, to about 5 % of its age; zero for none.
    public internal(set) var evidenceTimes: [UnixTime]

    /// A map without data.
    init(head: MapHead) {
        self.head = head
        values = Array(repeating: .nan, count: head.grid.cellCount)
        standardDeviationsDb = values
        evidenceTimes = Array(repeating: .zero, count: head.grid.cellCount)
    }

    /// Which map.
    public var key: MapKey { head.key }
    /// The revision at which it is whole.
    public var revision: UInt64 { head.revision }
    /// The instant that it speaks of.
    public var validTime: UnixTime { head.validTime }
    /// The fencing epoch of the engine that made it.
    public var epoch: UInt64 { head.epoch }
    /// The grid.
    public var grid: Grid { head.grid }

    /// Age of each cell's evidence at some instant, seconds; infinity where there is none.
    public func agesSeconds(at now: UnixTime) -> [Double] {
        evidenceTimes.map { $0 == .zero ? .infinity : max(now.seconds(since: $0), 0) }
    }

    /// The value of a cell, in the product's unit; `nil` where nothing is known.
    public func value(in cell: Grid.Cell) -> Float? {
        guard (0..<grid.nx).contains(cell.x), (0..<grid.ny).contains(cell.y),
            (0..<grid.nz).contains(cell.z)
        else { return nil }
        let value = values[grid.index(of: cell)]
        return value.isNaN ? nil : value
    }

    /// The value of the cell that holds a place in the local frame.
    public func value(at position: LocalPosition) -> Float? {
        grid.cell(holding: position).flatMap { value(in: $0) }
    }

    /// The value of the cell that holds a place on Earth.
    public func value(at position: GeodeticPosition) -> Float? {
        value(at: LocalFrame(origin: grid.origin).local(of: position))
    }

    /// The map as engines hold it.
    public var radioMap: RadioMap {
        var map = RadioMap(key: key, grid: grid, method: head.method)
        map.revision = revision
        map.validTime = validTime
        map.values = values
        map.standardDeviationsDb = standardDeviationsDb
        map.evidenceTimes = evidenceTimes
        return map
    }

    /// Puts a tile's cells in their place; the tile must fit the layout.
    mutating func set(_ tile: MapTile) {
        let (columns, rows) = TileLayout(grid: grid).cells(of: tile.address)
        precondition(
            columns.count == tile.columnCount && rows.count == tile.rowCount,
            "a tile fits its place")
        // One time for each of the 256 codes, not one for each cell.
        let times = (UInt8.min...UInt8.max).map { code in
            let age = TileQuantisation.ageSeconds(ofCode: code)
            return age.isFinite ? tile.validTime.advanced(bySeconds: -age) : .zero
        }
        var code = 0
        for y in rows {
            let start = (tile.address.z * grid.ny + y) * grid.nx
            for index in start + columns.lowerBound..<start + columns.upperBound {
                values[index] = tile.quantisation.value(ofCode: tile.codes[code])
                standardDeviationsDb[index] = TileQuantisation.standardDeviationDb(
                    ofCode: tile.standardDeviationCodes[code])
                evidenceTimes[index] = times[Int(tile.ageCodes[code])]
                code += 1
            }
        }
    }

    /// Empties a tile's cells.
    mutating func clear(_ address: TileAddress) {
        let (columns, rows) = TileLayout(grid: grid).cells(of: address)
        for y in rows {
            let start = (address.z * grid.ny + y) * grid.nx
            for index in start + columns.lowerBound..<start + columns.upperBound {
                values[index] = .nan
                standardDeviationsDb[index] = .nan
                evidenceTimes[index] = .zero
            }
        }
    }
}
