import Geometry
import Model
import Testing

@testable import EthermapClient

@Suite struct AssembledMapTests {
    let fixture = MapFixture()

    private var map: AssembledMap {
        var map = AssembledMap(head: fixture.head)
        for tile in fixture.tiles { map.set(tile) }
        return map
    }

    @Test func `a value is the same by cell, by local place and by place on Earth`() throws {
        let cell = Grid.Cell(x: 66, y: 64, z: 0)
        let centre = fixture.map.grid.centre(of: cell)
        let earth = LocalFrame(origin: fixture.map.grid.origin).geodetic(of: centre)
        let value = try #require(map.value(in: cell))
        #expect(abs(value - fixture.map.values[fixture.map.grid.index(of: cell)]) <= 0.005_1)
        #expect(map.value(at: centre) == value)
        #expect(map.value(at: earth) == value)
    }

    @Test func `outside the grid there is no value`() {
        for cell in [(-1, 0, 0), (70, 0, 0), (0, 66, 0), (0, 0, 1), (0, 0, -1)] {
            #expect(map.value(in: Grid.Cell(x: cell.0, y: cell.1, z: cell.2)) == nil)
        }
        #expect(
            map.value(at: LocalPosition(eastMetres: -1, northMetres: 0, upMetres: 0)) == nil)
        #expect(
            map.value(at: LocalPosition(eastMetres: .nan, northMetres: 0, upMetres: 0)) == nil)
        let elsewhere = GeodeticPosition(
            latitudeDegrees: -48, longitudeDegrees: 11, altitudeMetres: 0)
        #expect(map.value(at: elsewhere) == nil)
    }

    @Test func `ages count from the evidence to now`() {
        // Evidence 10 s before the valid time of 1000 s; steps of the code are 4.4 %.
        let ages = map.agesSeconds(at: UnixTime(seconds: 1_100))
        #expect(ages.allSatisfy { abs($0 - 110) < 0.5 })
        let empty = AssembledMap(head: fixture.head)
        #expect(empty.agesSeconds(at: UnixTime(seconds: 1_100)).allSatisfy { $0 == .infinity })
    }

    @Test func `as an engine's map it cuts into the same tiles`() {
        let again = map.radioMap
        for tile in fixture.tiles {
            let cut = MapTile(cutting: tile.address, from: again, epoch: fixture.epoch)
            #expect(cut.showsSame(as: tile))
            #expect(cut.ageCodes == tile.ageCodes)
        }
    }
}
