import Geometry
import Glibc
import Numerics

/// Draws cities by the statistics of ITU-R P.1410: a lot for each building, jittered inside it.
///
/// Lots are squares of side 1000 / √β, the whole pattern shifted at random; each holds one building
/// of area (1000 √(α / β))², its aspect drawn at constant area, its place drawn inside the lot, its
/// height drawn from a Rayleigh law. So the expected built-up share is α.
public struct CityGenerator: Sendable {
    /// The statistics to follow.
    public let shape: CityShape

    /// A generator of cities of one shape.
    public init(shape: CityShape) {
        self.shape = shape
    }

    /// Draws a city from the local origin eastwards and northwards.
    public func city(
        extentEastMetres: Double, extentNorthMetres: Double,
        using generator: inout SeededGenerator
    ) -> City {
        let columnCount = max(Int((extentEastMetres / shape.cellMetres).rounded()), 1)
        let rowCount = max(Int((extentNorthMetres / shape.cellMetres).rounded()), 1)
        var heights = [Float](repeating: 0, count: columnCount * rowCount)
        let lot = shape.lotMetres
        let shiftEast = generator.uniform() * lot
        let shiftNorth = generator.uniform() * lot
        for lotRow in 0..<Int(extentNorthMetres / lot) + 2 {
            for lotColumn in 0..<Int(extentEastMetres / lot) + 2 {
                let building = building(using: &generator)
                let west = Double(lotColumn) * lot - shiftEast + building.westMetres
                let south = Double(lotRow) * lot - shiftNorth + building.southMetres
                for row in cells(from: south, extent: building.depthMetres, count: rowCount) {
                    for column in cells(
                        from: west, extent: building.widthMetres, count: columnCount)
                    {
                        heights[row * columnCount + column] = Float(building.heightMetres)
                    }
                }
            }
        }
        return City(
            heightsMetres: heights, columnCount: columnCount, rowCount: rowCount,
            cellMetres: shape.cellMetres)
    }

    /// One building, placed relative to its lot's south-west corner.
    private struct Building {
        var westMetres: Double
        var southMetres: Double
        var widthMetres: Double
        var depthMetres: Double
        var heightMetres: Double
    }

    private func building(using generator: inout SeededGenerator) -> Building {
        // Width by √aspect, depth by 1/√aspect, never beyond the lot.
        let stretchMax = min(1.25, shape.lotMetres / shape.buildingMetres)
        let stretch = pow(stretchMax, 2 * generator.uniform() - 1)
        let width = shape.buildingMetres * stretch
        let depth = shape.buildingMetres / stretch
        let rayleighScale = shape.meanHeightMetres / (Double.pi / 2).squareRoot()
        return Building(
            westMetres: generator.uniform() * (shape.lotMetres - width),
            southMetres: generator.uniform() * (shape.lotMetres - depth),
            widthMetres: width,
            depthMetres: depth,
            heightMetres: min(
                rayleighScale * (2 * generator.exponential()).squareRoot(), shape.heightMetresMax)
        )
    }

    /// The cells whose middles lie from `start` up to `start + extent`.
    private func cells(from start: Double, extent: Double, count: Int) -> Range<Int> {
        let first = Int((start / shape.cellMetres - 0.5).rounded(.up))
        let end = Int(((start + extent) / shape.cellMetres - 0.5).rounded(.up))
        let lower = min(max(first, 0), count)
        return lower..<max(lower, min(end, count))
    }
}
