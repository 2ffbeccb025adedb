import Model
import Testing

@testable import Geometry

/// Lines of sight: by hand on one wall, then the fast ways against the readable one on cities.
struct LineOfSightTests {
    /// 200 m × 200 m of 4 m cells with one wall 30 m high at 100 ≤ east < 104.
    let walled: LineOfSight = {
        var heights = [Float](repeating: 0, count: 2_500)
        for row in 0..<50 { heights[row * 50 + 25] = 30 }
        return LineOfSight(
            city: City(heightsMetres: heights, columnCount: 50, rowCount: 50, cellMetres: 4))
    }()

    /// Buildings of 24 m on 48 m lots, heights from a small congruential generator.
    func city(seed: UInt64) -> City {
        var state = seed
        var heights = [Float](repeating: 0, count: 128 * 128)
        for lotRow in 0..<10 {
            for lotColumn in 0..<10 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let height = Float(state >> 58) * 0.75
                for row in 0..<6 {
                    for column in 0..<6 {
                        heights[(lotRow * 12 + row + 3) * 128 + lotColumn * 12 + column + 3] =
                            height
                    }
                }
            }
        }
        return City(heightsMetres: heights, columnCount: 128, rowCount: 128, cellMetres: 4)
    }

    func place(_ east: Double, _ north: Double, _ up: Double) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: up)
    }

    @Test func `a wall blocks what runs below its top and nothing above`() {
        // From (50, 50, 0) the wall's far side, 54 m away, is passed at 30 m by a slope of 30/54 at
        // its near side, 50 m away: the line must reach 30 m at 50 m.
        let street = place(50, 50, 0)
        #expect(!walled.isClear(from: street, to: place(150, 50, 59)))
        #expect(walled.isClear(from: street, to: place(150, 50, 61)))
        #expect(walled.isClear(from: street, to: place(99, 190, 1)))
        #expect(walled.isClear(from: place(150, 50, 61), to: street))
        #expect(!walled.isClear(from: place(150, 50, 59), to: street))
        let horizon = walled.horizon(from: street)
        #expect(!horizon.sees(place(150, 50, 57)))
        #expect(horizon.sees(place(150, 50, 62)))
        #expect(horizon.sees(place(90, 160, 1)))
        #expect(horizon.sees(street))
    }

    @Test func `a line beside, above or outside the raster is clear`() {
        #expect(walled.isClear(from: place(-50, 250, 1), to: place(250, 250, 1)))
        #expect(walled.isClear(from: place(-50, 20, 31), to: place(250, 30, 31)))
        #expect(!walled.isClear(from: place(-50, 20, 29), to: place(250, 30, 29)))
        #expect(!walled.isClear(from: place(102, 20, 1), to: place(102, 20, 100)))
        #expect(walled.isClear(from: place(20, 20, 1), to: place(20, 20, 100)))
    }

    @Test func `NaN sees nothing`() {
        let street = place(50, 50, 0)
        #expect(!walled.isClear(from: street, to: place(.nan, 50, 90)))
        #expect(!walled.isClear(from: place(50, 50, .nan), to: street))
        #expect(!walled.isClear(from: place(.infinity, 50, 1), to: street))
        #expect(!walled.horizon(from: street).sees(place(50, .nan, 90)))
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `the horizon agrees with a march on at least 98.5 percent of the cells`(seed: UInt64) {
        let sight = LineOfSight(city: city(seed: seed))
        let grid = Grid(
            origin: GeodeticPosition(
                latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0),
            cellEastMetres: 4, cellNorthMetres: 4, nx: 128, ny: 128, zLevelsMetres: [30, 60])
        for (transmitter, level) in [(place(150.5, 201.3, 1.5), 1), (place(54, 391, 20), 0)] {
            let visibility = sight.horizon(from: transmitter).visibility(over: grid, level: level)
            var agreeing = 0
            var clear = 0
            for index in visibility.indices {
                let cell = grid.centre(of: grid.cell(at: level * grid.levelCellCount + index))
                let marched = sight.isClearByMarching(
                    from: transmitter, to: cell, stepMetres: 1)
                agreeing += marched == visibility[index] ? 1 : 0
                clear += marched ? 1 : 0
            }
            let count = Double(visibility.count)
            print(
                "line of sight: horizon agrees on \(Double(agreeing) / count), "
                    + "clear \(Double(clear) / count)")
            #expect(Double(agreeing) / count >= 0.985)
            // The comparison says something only where there is both light and shade.
            #expect(Double(clear) / count > 0.05 && Double(clear) / count < 0.98)
        }
    }

    @Test func `the exact walk agrees with a fine march, but for grazed corners`() {
        let sight = LineOfSight(city: city(seed: 9))
        var state: UInt64 = 77
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        var differing = 0
        for _ in 0..<4_000 {
            let start = place(uniform() * 600 - 44, uniform() * 600 - 44, uniform() * 50)
            let end = place(uniform() * 600 - 44, uniform() * 600 - 44, uniform() * 50)
            let walked = sight.isClear(from: start, to: end)
            let marched = sight.isClearByMarching(from: start, to: end, stepMetres: 0.05)
            // The walk sees every corner that the march sees, and more.
            if walked && !marched && !sight.city.isInsideBuilding(end) { differing += 100 }
            differing += walked == marched ? 0 : 1
        }
        #expect(differing < 20)
    }

    @Test func `a horizon and its lookups are quick`() {
        let sight = LineOfSight(city: city(seed: 5))
        let grid = Grid(
            origin: GeodeticPosition(
                latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0),
            cellEastMetres: 4, cellNorthMetres: 4, nx: 128, ny: 128, zLevelsMetres: [60])
        let transmitter = place(200, 260, 1.5)
        let clock = ContinuousClock()
        var seen = 0
        let sweep = clock.measure {
            seen += sight.horizon(from: transmitter).sees(place(500, 500, 60)) ? 1 : 0
        }
        let horizon = sight.horizon(from: transmitter)
        let lookups = clock.measure {
            seen += horizon.visibility(over: grid, level: 0).count { $0 }
        }
        let links = clock.measure {
            for index in 0..<grid.levelCellCount {
                let cell = grid.centre(of: grid.cell(at: index))
                seen += sight.isClear(from: transmitter, to: cell) ? 1 : 0
            }
        }
        print(
            "line of sight: sweep \(sweep), 16384 lookups \(lookups), 16384 exact links \(links)")
        #expect(seen > 0)
        #expect(sweep < .milliseconds(200))
        #expect(links < .milliseconds(500))
    }
}
