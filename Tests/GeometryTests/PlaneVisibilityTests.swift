import Model
import Numerics
import Testing

@testable import Geometry

/// The lines of sight from one place to a plane of cells.
struct PlaneVisibilityTests {
    /// A city of random blocks, heights 0 to 40 m.
    private func city(side: Int, cellMetres: Double, seed: UInt64) -> City {
        var draw = SeededGenerator(seed: seed)
        var heights = [Float](repeating: 0, count: side * side)
        for _ in 0..<side * side / 60 {
            let column = Int(draw.uniform() * Double(side - 5))
            let row = Int(draw.uniform() * Double(side - 5))
            let height = Float(40 * draw.uniform())
            for y in row..<row + 4 {
                for x in column..<column + 5 { heights[y * side + x] = height }
            }
        }
        return City(
            heightsMetres: heights, columnCount: side, rowCount: side, cellMetres: cellMetres,
            originEastMetres: -8, originNorthMetres: 12)
    }

    private func grid(cellMetres: Double, count: Int, upMetres: Double) -> Grid {
        Grid(
            origin: GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
            cellEastMetres: cellMetres, cellNorthMetres: cellMetres, nx: count, ny: count,
            zLevelsMetres: [upMetres / 2, upMetres])
    }

    @Test(arguments: [1.5, 25, 38, 45, 70])
    func `a plane's answers are those of the walk along each line`(upMetres: Double) {
        let sight = LineOfSight(city: city(side: 64, cellMetres: 4, seed: 3))
        // Another cell size than the raster's, and some cells beyond its border.
        let grid = grid(cellMetres: 5, count: 60, upMetres: 50)
        let place = LocalPosition(eastMetres: 190.3, northMetres: 47.7, upMetres: upMetres)
        for level in 0..<2 {
            let plane = sight.visibility(from: place, over: grid, level: level)
            let exact = (0..<grid.levelCellCount).map { cell in
                sight.isClear(
                    from: place,
                    to: grid.centre(of: grid.cell(at: level * grid.levelCellCount + cell)))
            }
            // Lines that touch a corner may be told either way by rounding.
            let different = zip(plane, exact).count { $0 != $1 }
            #expect(different <= 1, "\(different) of \(plane.count)")
            // The city stands in the way of some lines only.
            if upMetres < 30 { #expect(exact.contains(true) && exact.contains(false)) }
        }
    }

    @Test func `a place in the middle of a cell and one outside the city are answered too`() {
        let sight = LineOfSight(city: city(side: 64, cellMetres: 4, seed: 4))
        let grid = grid(cellMetres: 4, count: 50, upMetres: 50)
        for place in [
            LocalPosition(eastMetres: 82, northMetres: 94, upMetres: 2),
            LocalPosition(eastMetres: -30, northMetres: 94, upMetres: 2),
        ] {
            let plane = sight.visibility(from: place, over: grid, level: 1)
            let exact = (0..<grid.levelCellCount).map { cell in
                sight.isClear(
                    from: place,
                    to: grid.centre(of: grid.cell(at: grid.levelCellCount + cell)))
            }
            #expect(zip(plane, exact).count { $0 != $1 } <= 1)
        }
    }

    @Test func `the horizon's sweep errs at the shadows' edges only`() {
        let sight = LineOfSight(city: city(side: 64, cellMetres: 4, seed: 5))
        let grid = grid(cellMetres: 4, count: 56, upMetres: 50)
        let place = LocalPosition(eastMetres: 190.3, northMetres: 47.7, upMetres: 1.5)
        let plane = sight.visibility(from: place, over: grid, level: 1)
        let swept = sight.horizon(from: place).visibility(over: grid, level: 1)
        let same = Double(zip(plane, swept).count { $0 == $1 }) / Double(plane.count)
        #expect(same > 0.97)
    }
}
