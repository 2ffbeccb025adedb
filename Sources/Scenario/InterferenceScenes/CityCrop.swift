import Geometry
import Numerics

/// A square cut out of a real city, on the cells of a map.
struct CityCrop {
    /// What is lower is no building but the survey's noise, kerbs and cars, metres.
    static let heightMetresMin: Float = 2

    /// Cells along the crop's side.
    let sideCellCount: Int
    /// A cell's side, metres.
    let cellMetres: Double

    /// Cuts a square out at a random place, turned by a random number of quarters, half of them
    /// mirrored.
    ///
    /// A cell is built up where half of its ground is, as high as the built half is on the mean. A
    /// city smaller than the crop stands somewhere in it, with open ground around.
    func crop(of city: City, using generator: inout SeededGenerator) -> City {
        let side = Double(sideCellCount) * cellMetres
        let west =
            city.originEastMetres + (city.extentEastMetres - side) * generator.uniform()
        let south =
            city.originNorthMetres + (city.extentNorthMetres - side) * generator.uniform()
        let turn = Int(generator.next() % 8)
        let last = sideCellCount - 1
        let step = max(Int((cellMetres / city.cellMetres).rounded()), 1)
        var heights = [Float](repeating: 0, count: sideCellCount * sideCellCount)
        for row in 0...last {
            for column in 0...last {
                var (x, y) = (column, row)
                if turn & 1 != 0 { x = last - x }
                if turn & 2 != 0 { y = last - y }
                if turn & 4 != 0 { (x, y) = (y, x) }
                heights[row * sideCellCount + column] = height(
                    of: city, west: west + Double(x) * cellMetres,
                    south: south + Double(y) * cellMetres, step: step)
            }
        }
        return City(
            heightsMetres: heights, columnCount: sideCellCount, rowCount: sideCellCount,
            cellMetres: cellMetres)
    }

    /// A cell's height from `step` × `step` looks at it.
    private func height(of city: City, west: Double, south: Double, step: Int) -> Float {
        var sum: Float = 0
        var count = 0
        for row in 0..<step {
            for column in 0..<step {
                let height = city.heightMetres(
                    eastMetres: west + (Double(column) + 0.5) / Double(step) * cellMetres,
                    northMetres: south + (Double(row) + 0.5) / Double(step) * cellMetres)
                guard height >= Self.heightMetresMin else { continue }
                sum += height
                count += 1
            }
        }
        return 2 * count >= step * step ? sum / Float(count) : 0
    }
}
