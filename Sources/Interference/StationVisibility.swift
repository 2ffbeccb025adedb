import Geometry
import Model

/// Which of a band's stations are seen from where, over a known city.
///
/// For the cells of a grid it is worked out once and kept, a bit a cell and station; other places are
/// answered by walking the line, at the cost of the raster's cells under it.
public struct StationVisibility: Sendable {
    /// Grids of at most so many cells are worked out link by link, exactly; larger ones from a
    /// horizon, which is wrong for one or two cells in a hundred, at the shadows' edges.
    static let exactCellCountMax = 1 << 17

    /// How far around a place the raster's and the receiver's own errors reach, metres.
    private static let around = [(3.0, 0.0), (0, 3), (-3, 0), (0, -3)]

    /// Where the stations stand.
    public let stations: [LocalPosition]

    /// Who sees whom over the city.
    public let lineOfSight: LineOfSight
    /// One bit a cell, for each station.
    private let seen: [[UInt64]]

    /// The visibility of some stations over a grid.
    ///
    /// - Parameters:
    ///   - lineOfSight: the city.
    ///   - stations: where the antennas stand.
    ///   - grid: the cells.
    ///   - known: what has been worked out for a station's place already; is added to.
    public init(
        lineOfSight: LineOfSight, stations: [LocalPosition], grid: Grid,
        known: inout [LocalPosition: [UInt64]]
    ) {
        self.lineOfSight = lineOfSight
        self.stations = stations
        var seen: [[UInt64]] = []
        for station in stations {
            let bits = known[station] ?? Self.bits(of: station, over: grid, lineOfSight)
            known[station] = bits
            seen.append(bits)
        }
        self.seen = seen
    }

    /// Whether a station is seen from the middle of a cell.
    public func isClear(station: Int, cell: Int) -> Bool {
        seen[station][cell >> 6] >> UInt64(cell & 63) & 1 == 1
    }

    /// Whether a station is seen from a place.
    public func isClear(station: Int, from place: LocalPosition) -> Bool {
        lineOfSight.isClear(from: stations[station], to: place)
    }

    /// Share of a place and four around it from which a station is seen, 0 to 1.
    func clearShare(station: Int, around place: LocalPosition) -> Double {
        var count = isClear(station: station, from: place) ? 1 : 0
        for (east, north) in Self.around {
            var near = place
            near.eastMetres += east
            near.northMetres += north
            if isClear(station: station, from: near) { count += 1 }
        }
        return Double(count) / Double(1 + Self.around.count)
    }

    private static func bits(
        of station: LocalPosition, over grid: Grid, _ lineOfSight: LineOfSight
    ) -> [UInt64] {
        let count = grid.cellCount
        var bits = [UInt64](repeating: 0, count: (count + 63) / 64)
        if count <= exactCellCountMax {
            for level in 0..<grid.nz {
                let plane = lineOfSight.visibility(from: station, over: grid, level: level)
                let first = level * grid.levelCellCount
                for (index, isClear) in plane.enumerated() where isClear {
                    bits[(first + index) >> 6] |= 1 << UInt64((first + index) & 63)
                }
            }
            return bits
        }
        let east = max(station.eastMetres, grid.extentEastMetres - station.eastMetres)
        let north = max(station.northMetres, grid.extentNorthMetres - station.northMetres)
        let horizon = lineOfSight.horizon(
            from: station, reachMetres: (east * east + north * north).squareRoot())
        for cell in 0..<count where horizon.sees(grid.centre(of: grid.cell(at: cell))) {
            bits[cell >> 6] |= 1 << UInt64(cell & 63)
        }
        return bits
    }
}
