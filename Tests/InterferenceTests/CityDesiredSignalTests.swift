import Geometry
import Model
import Testing

@testable import Interference

/// Who sees a station, and what power follows from it.
struct CityDesiredSignalTests {
    private static let grid = Grid(
        origin: GeodeticPosition(latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 200),
        cellEastMetres: 8, cellNorthMetres: 8, nx: 40, ny: 30, zLevelsMetres: [10, 40])
    /// One wall, 20 m high, 160 m east of the region's corner, from south to north.
    private static let city = City(
        heightsMetres: (0..<60 * 80).map { $0 % 80 == 40 ? 20 : 0 }, columnCount: 80,
        rowCount: 60, cellMetres: 4)
    private static let mast = LocalPosition(eastMetres: 60, northMetres: 100, upMetres: 25)

    private func signal(_ known: inout [LocalPosition: [UInt64]]) -> CityDesiredSignal {
        CityDesiredSignal(
            stations: [StationEmission(position: Self.mast, eirpWatts: 2)],
            visibility: StationVisibility(
                lineOfSight: LineOfSight(city: Self.city), stations: [Self.mast], grid: Self.grid,
                known: &known),
            model: CityPathLossPrior().model)
    }

    @Test func `cells are in line of sight as their middles are`() {
        var known: [LocalPosition: [UInt64]] = [:]
        let visibility = signal(&known).visibility
        var clear = 0
        for cell in 0..<Self.grid.cellCount {
            let place = Self.grid.centre(of: Self.grid.cell(at: cell))
            let isClear = visibility.isClear(station: 0, cell: cell)
            #expect(isClear == visibility.isClear(station: 0, from: place))
            // Behind the wall a receiver at 40 m sees the mast over it, one at 10 m does not.
            if place.eastMetres < 156 || place.upMetres > 30 { #expect(isClear) }
            clear += isClear ? 1 : 0
        }
        #expect(clear < Self.grid.cellCount * 9 / 10)
        #expect(known.count == 1)
    }

    @Test func `a place's power is its own link's law, and says how sure it is`() {
        var known: [LocalPosition: [UInt64]] = [:]
        let signal = signal(&known)
        let model = signal.model
        for (up, isClear) in [(40.0, true), (5.0, false)] {
            let place = LocalPosition(eastMetres: 250, northMetres: 100, upMetres: up)
            let power = signal.power(at: place)
            let distance = place.distanceMetres(to: Self.mast)
            let expected =
                Decibels.dbm(fromWatts: 2)
                - model.lossDb(distanceMetres: distance, isClear: isClear)
            #expect(abs(Decibels.dbm(fromWatts: power.watts) - expected) < 1e-9)
            let scatter = model.scatterDb(isClear: isClear)
            #expect(power.deviationDb > (scatter * scatter + 64).squareRoot() - 1e-9)
        }
        let cell = Self.grid.index(of: Grid.Cell(x: 30, y: 12, z: 0))
        let centre = Self.grid.centre(of: Grid.Cell(x: 30, y: 12, z: 0))
        #expect(signal.power(inCell: cell, at: centre) == signal.power(at: centre))
    }

    @Test func `without a station nothing is explained`() {
        var known: [LocalPosition: [UInt64]] = [:]
        let signal = CityDesiredSignal(
            stations: [],
            visibility: StationVisibility(
                lineOfSight: LineOfSight(city: Self.city), stations: [], grid: Self.grid,
                known: &known),
            model: CityPathLossPrior().model)
        #expect(signal.power(at: Self.mast) == .none)
    }
}
