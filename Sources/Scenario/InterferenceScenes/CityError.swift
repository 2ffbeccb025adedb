import Geometry
import Numerics

/// How far the city that methods are told differs from the true one.
public struct CityError: Hashable, Sendable {
    /// Each building's height is wrong by up to this share of it, uniformly.
    public var heightShare: Double
    /// Share of the buildings that nobody knows of.
    public var missingShare: Double

    /// The true city is known.
    public static let none = CityError(heightShare: 0, missingShare: 0)
    /// Heights ± 20 %, one building in ten missing.
    public static let usual = CityError(heightShare: 0.2, missingShare: 0.1)

    /// Two neighbouring cells of a raster belong to one building where they differ by no more, metres.
    private static let stepMetres: Float = 2

    /// An error from its parts.
    public init(heightShare: Double, missingShare: Double) {
        precondition(heightShare >= 0 && heightShare < 1, "a height's error is a share below 1")
        precondition(missingShare >= 0 && missingShare <= 1, "a share lies between 0 and 1")
        self.heightShare = heightShare
        self.missingShare = missingShare
    }

    /// The city as it is believed to be.
    public func applied(to city: City, using generator: inout SeededGenerator) -> City {
        guard heightShare > 0 || missingShare > 0 else { return city }
        var heights = city.heightsMetres
        var isDone = [Bool](repeating: false, count: heights.count)
        var building: [Int] = []
        for first in heights.indices where !isDone[first] && city.heightsMetres[first] > 0 {
            let isMissing = generator.uniform() < missingShare
            let factor = Float(1 + heightShare * (2 * generator.uniform() - 1))
            isDone[first] = true
            building = [first]
            while let cell = building.popLast() {
                heights[cell] = isMissing ? 0 : city.heightsMetres[cell] * factor
                for next in Self.neighbours(of: cell, in: city)
                where !isDone[next] && Self.areOne(cell, next, in: city) {
                    isDone[next] = true
                    building.append(next)
                }
            }
        }
        return City(
            heightsMetres: heights, columnCount: city.columnCount, rowCount: city.rowCount,
            cellMetres: city.cellMetres, originEastMetres: city.originEastMetres,
            originNorthMetres: city.originNorthMetres)
    }

    private static func areOne(_ cell: Int, _ next: Int, in city: City) -> Bool {
        let height = city.heightsMetres[next]
        return height > 0 && abs(height - city.heightsMetres[cell]) <= stepMetres
    }

    private static func neighbours(of cell: Int, in city: City) -> [Int] {
        let column = cell % city.columnCount
        var found: [Int] = []
        if column > 0 { found.append(cell - 1) }
        if column + 1 < city.columnCount { found.append(cell + 1) }
        if cell >= city.columnCount { found.append(cell - city.columnCount) }
        if cell + city.columnCount < city.heightsMetres.count {
            found.append(cell + city.columnCount)
        }
        return found
    }
}
