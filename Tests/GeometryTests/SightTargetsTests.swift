import Model
import Testing

@testable import Geometry

/// The fast answer for many places at once against one walk a link.
struct SightTargetsTests {
    /// Numbers that look random, 0 to 1.
    private struct Draw {
        var state: UInt64
        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
    }

    private static func city(_ draw: inout Draw) -> City {
        var heights = [Float](repeating: 0, count: 40 * 50)
        for _ in 0..<30 {
            let (column, row) = (Int(draw.next() * 34), Int(draw.next() * 44))
            let height = Float(5 + 40 * draw.next())
            for y in row..<row + 5 { for x in column..<column + 5 { heights[y * 40 + x] = height } }
        }
        return City(
            heightsMetres: heights, columnCount: 40, rowCount: 50, cellMetres: 4,
            originEastMetres: -12, originNorthMetres: 20)
    }

    @Test(arguments: [(1.5, 50.0), (30, 3), (10, 10), (60, 70)])
    func `many places at once are seen as one by one`(heights: (from: Double, to: Double)) {
        var draw = Draw(state: 5)
        let city = Self.city(&draw)
        let sight = LineOfSight(city: city)
        // Some places lie outside the raster.
        let east = (0..<1_003).map { _ in Float(-40 + 220 * draw.next()) }
        let north = (0..<1_003).map { _ in Float(240 * draw.next()) }
        let targets = SightTargets(
            city: city, eastMetres: east, northMetres: north, upMetres: heights.to)
        var clear = [UInt8](repeating: 7, count: 1_003)
        var wrong = 0
        var seen = 0
        for _ in 0..<20 {
            let place = LocalPosition(
                eastMetres: -20 + 180 * draw.next(), northMetres: 10 + 220 * draw.next(),
                upMetres: heights.from)
            targets.look(from: place, into: &clear)
            for index in 0..<1_003 {
                let isClear = sight.isClear(
                    from: place,
                    to: LocalPosition(
                        eastMetres: Double(east[index]), northMetres: Double(north[index]),
                        upMetres: heights.to))
                if isClear { seen += 1 }
                if isClear != (clear[index] == 1) { wrong += 1 }
            }
        }
        #expect(targets.count == 1_003)
        #expect(seen > 500)
        // Single precision moves a line by 1e-5 cells: one in some thousands touches a corner.
        #expect(wrong <= 20, "\(wrong) of 20060 links are answered otherwise")
    }

    @Test func `a place above a receiver and no receivers at all`() {
        var draw = Draw(state: 9)
        let city = Self.city(&draw)
        let above = SightTargets(city: city, eastMetres: [50], northMetres: [70], upMetres: 60)
        var clear: [UInt8] = [7]
        above.look(
            from: LocalPosition(eastMetres: 50, northMetres: 70, upMetres: 55), into: &clear)
        #expect(clear == [1])
        let none = SightTargets(city: city, eastMetres: [], northMetres: [], upMetres: 60)
        var empty: [UInt8] = []
        none.look(from: LocalPosition(eastMetres: 0, northMetres: 0, upMetres: 1), into: &empty)
        #expect(empty.isEmpty)
    }
}
