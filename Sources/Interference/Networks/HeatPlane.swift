import Glibc
import Model

/// A plane of presences: Gaussian marks at places, and places from a plane's peaks.
public enum HeatPlane {
    /// The cells about a place with the height of a Gaussian mark there, 1 at the place itself.
    ///
    /// Left out where it falls below 1 %.
    public static func mark(
        at place: LocalPosition, on grid: Grid, deviationMetres: Double
    ) -> [(cell: Int, height: Float)] {
        let reach = 3.03 * deviationMetres
        let columns = span(place.eastMetres, reach, grid.cellEastMetres, grid.nx)
        let rows = span(place.northMetres, reach, grid.cellNorthMetres, grid.ny)
        var marks: [(cell: Int, height: Float)] = []
        for y in rows {
            let north = (Double(y) + 0.5) * grid.cellNorthMetres - place.northMetres
            for x in columns {
                let east = (Double(x) + 0.5) * grid.cellEastMetres - place.eastMetres
                let square = (east * east + north * north) / (deviationMetres * deviationMetres)
                let height = exp(-square / 2)
                if height >= 0.01 { marks.append((y * grid.nx + x, Float(height))) }
            }
        }
        return marks
    }

    /// The plane whose truth a network learns: at each cell the highest mark of all emitters.
    public static func truth(
        of places: [LocalPosition], on grid: Grid, deviationMetres: Double
    ) -> [Float] {
        var plane = [Float](repeating: 0, count: grid.levelCellCount)
        for place in places {
            for (cell, height) in mark(at: place, on: grid, deviationMetres: deviationMetres) {
                plane[cell] = max(plane[cell], height)
            }
        }
        return plane
    }

    /// Places at which a plane of presences has a peak, the highest first.
    ///
    /// A peak is the greatest of its neighbourhood and above a threshold; its place is the mean of the
    /// 5 × 5 cells about it by their presence, so it is finer than a cell.
    ///
    /// - Parameters:
    ///   - presences: 0 to 1 [ny × nx].
    ///   - grid: the cells, one level.
    ///   - threshold: the least presence that counts.
    ///   - apartMetres: two peaks lie at least so far apart.
    ///   - heightMetres: height at which the places are taken to be.
    /// - Returns: the places with their presence, the highest first.
    public static func peaks(
        of presences: [Float], on grid: Grid, threshold: Float, apartMetres: Double,
        heightMetres: Double
    ) -> [(place: LocalPosition, presence: Double)] {
        precondition(presences.count == grid.levelCellCount, "a plane holds one value a cell")
        let reachX = max(Int((apartMetres / grid.cellEastMetres).rounded()), 1)
        let reachY = max(Int((apartMetres / grid.cellNorthMetres).rounded()), 1)
        var peaks: [(place: LocalPosition, presence: Double)] = []
        for y in 0..<grid.ny {
            for x in 0..<grid.nx {
                let value = presences[y * grid.nx + x]
                guard value >= threshold,
                    isGreatest(x, y, presences, grid, reachX, reachY)
                else { continue }
                peaks.append(
                    (centroid(x, y, presences, grid, heightMetres), Double(value)))
            }
        }
        return peaks.sorted {
            ($1.presence, $0.place.northMetres, $0.place.eastMetres)
                < ($0.presence, $1.place.northMetres, $1.place.eastMetres)
        }
    }

    private static func isGreatest(
        _ x: Int, _ y: Int, _ presences: [Float], _ grid: Grid, _ reachX: Int, _ reachY: Int
    ) -> Bool {
        let value = presences[y * grid.nx + x]
        for row in max(y - reachY, 0)...min(y + reachY, grid.ny - 1) {
            for column in max(x - reachX, 0)...min(x + reachX, grid.nx - 1)
            where (row, column) != (y, x) {
                let other = presences[row * grid.nx + column]
                // Of equals, the first in the grid's order.
                if other > value || (other == value && (row, column) < (y, x)) { return false }
            }
        }
        return true
    }

    private static func centroid(
        _ x: Int, _ y: Int, _ presences: [Float], _ grid: Grid, _ heightMetres: Double
    ) -> LocalPosition {
        var mass = 0.0
        var east = 0.0
        var north = 0.0
        for row in max(y - 2, 0)...min(y + 2, grid.ny - 1) {
            for column in max(x - 2, 0)...min(x + 2, grid.nx - 1) {
                let weight = Double(presences[row * grid.nx + column])
                mass += weight
                east += weight * (Double(column) + 0.5)
                north += weight * (Double(row) + 0.5)
            }
        }
        return LocalPosition(
            eastMetres: east / mass * grid.cellEastMetres,
            northMetres: north / mass * grid.cellNorthMetres, upMetres: heightMetres)
    }

    private static func span(
        _ centre: Double, _ reach: Double, _ side: Double, _ count: Int
    ) -> Range<Int> {
        let first = min(max(((centre - reach) / side).rounded(.down), 0), Double(count))
        let last = min(max(((centre + reach) / side).rounded(.up), 0), Double(count))
        return Int(first)..<max(Int(last), Int(first))
    }
}
