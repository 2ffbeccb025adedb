import Model
import Testing

@testable import Interference

struct HeatPlaneTests {
    private let grid = Grid(
        origin: GeodeticPosition(latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0),
        cellEastMetres: 4, cellNorthMetres: 4, nx: 48, ny: 40, zLevelsMetres: [50])

    private func place(_ east: Double, _ north: Double) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5)
    }

    @Test func `marks come back as peaks, finer than a cell`() throws {
        let places = [place(51.3, 70.2), place(120.9, 33.1)]
        let plane = HeatPlane.truth(of: places, on: grid, deviationMetres: 8)
        let peaks = HeatPlane.peaks(
            of: plane, on: grid, threshold: 0.3, apartMetres: 24, heightMetres: 1.5)
        #expect(peaks.count == 2)
        for truth in places {
            let near = peaks.map { $0.place.horizontalDistanceMetres(to: truth) }.min()
            #expect(try #require(near) < 1.5)
        }
    }

    @Test func `a place beyond the edge leaves a mark inside and never a crash`() {
        for at in [place(-10, 20), place(1e9, 3), place(-1e9, -1e9), place(192, 160)] {
            let plane = HeatPlane.truth(of: [at], on: grid, deviationMetres: 8)
            #expect(plane.allSatisfy { $0 >= 0 && $0 <= 1 })
        }
        #expect(
            HeatPlane.truth(of: [place(-4, 20)], on: grid, deviationMetres: 8).contains { $0 > 0.5 }
        )
    }

    @Test func `a flat plane has one peak, the first cell`() {
        let peaks = HeatPlane.peaks(
            of: [Float](repeating: 0.9, count: grid.cellCount), on: grid, threshold: 0.5,
            apartMetres: 1_000, heightMetres: 0)
        #expect(peaks.count == 1)
    }
}
