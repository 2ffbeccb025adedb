import Interpolation
import Model
import Testing

@testable import Engine

struct ObservationsTests {
    private let rule = EvidenceConfiguration()

    private func visit(_ seconds: Double, _ dbm: Double = -80) -> CellVisit {
        CellVisit(
            sensorIndex: 0, time: Fixture.time(seconds), count: 1,
            meanWatts: Decibels.watts(fromDbm: dbm))
    }

    @Test func `visited cells speak in the grid's order, whatever the order of visits`() {
        let grid = Fixture.grid()
        var evidence = EvidenceGrid(cellCount: grid.cellCount)
        for cell in [700, 3, 41, 3, 500] {
            evidence.absorb(visit(1, -80 - Double(cell) / 100), into: cell, configuration: rule)
        }
        let seen = Observations(of: evidence, grid: grid, at: Fixture.time(2), by: rule)
        #expect(seen.cells == [3, 41, 500, 700])
        #expect(seen.positions[1] == grid.centre(of: Grid.Cell(x: 9, y: 1, z: 0)))
        #expect(evidence.takeChangedCells() == [3, 41, 500, 700])
        #expect(evidence.takeChangedCells() == [])
    }

    @Test func `of more cells than a fit takes, those visited last speak`() {
        let grid = Fixture.grid()
        var evidence = EvidenceGrid(cellCount: grid.cellCount)
        for cell in 0..<100 {
            evidence.absorb(visit(Double(cell * 37 % 100)), into: cell, configuration: rule)
        }
        let seen = Observations(
            of: evidence, grid: grid, at: Fixture.time(100), by: rule, countMax: 30)
        #expect(seen.count == 30)
        #expect(seen.times.allSatisfy { $0 >= Fixture.time(70) })
        let ties = (0..<100).reduce(into: EvidenceGrid(cellCount: grid.cellCount)) {
            $0.absorb(visit(1), into: $1, configuration: rule)
        }
        #expect(
            Observations(of: ties, grid: grid, at: Fixture.time(2), by: rule, countMax: 30).count
                == 30)
    }

    @Test func `more visited cells than a fit takes do not stop an engine`() throws {
        let grid = Fixture.grid(nx: 300, ny: 300)
        var configuration = Fixture.configuration(
            clock: .wall, region: Fixture.region(grid: grid))
        configuration.estimation.interpolator = "nearest"
        var engine = try RegionEngine(configuration: configuration)
        #expect(grid.cellCount > ScatteredField.observationCountMax)
        let cells = (0..<grid.cellCount).map { (seconds: 0.1, cell: $0, dbm: -80.0) }
        engine.accept(.samples(Fixture.batch(cells)), journalID: 1)
        let due = try #require(engine.dueTick(now: Fixture.time(3)))
        let result = try engine.runRound(closing: due, windowBudget: 4)
        #expect(result.changes.count == 1)
        #expect(engine.counters.appliedValues == UInt64(grid.cellCount))
    }
}
