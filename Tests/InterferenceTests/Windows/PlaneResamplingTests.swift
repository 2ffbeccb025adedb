import Model
import Testing

@testable import Interference

struct PlaneResamplingTests {
    private func grid(_ side: Double, nx: Int, ny: Int) -> Grid {
        Grid(
            origin: GeodeticPosition(latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 0),
            cellEastMetres: side, cellNorthMetres: side, nx: nx, ny: ny, zLevelsMetres: [4, 50])
    }

    @Test func `cells of four metres are their own`() throws {
        let planes = try #require(PlaneResampling(of: grid(4, nx: 50, ny: 30), level: 1))
        #expect(planes.isIdentity)
        #expect(planes.fine.zLevelsMetres == [50])
        let values = (0..<1_500).map { Float($0) }
        #expect((0..<1_500).allSatisfy { planes.value(of: values, at: $0) == Float($0) })
        #expect((0..<1_500).allSatisfy { planes.fineCell(of: $0) == $0 })
    }

    @Test(arguments: [1.0, 2.5, 4, 5, 8, 8.1, 16, 30])
    func `a linear field comes back as it was`(_ side: Double) throws {
        let planes = try #require(PlaneResampling(of: grid(side, nx: 20, ny: 12), level: 0))
        let values = (0..<planes.fine.cellCount).map { cell in
            let place = planes.fine.centre(of: planes.fine.cell(at: cell))
            return Float(0.1 * place.eastMetres - 0.2 * place.northMetres)
        }
        for cell in 0..<planes.level.cellCount {
            let place = planes.level.centre(of: planes.level.cell(at: cell))
            // Cells finer than four metres lie outside the outermost middles.
            let reach = side < 4 ? 0.6 : 1e-3
            let expected = 0.1 * place.eastMetres - 0.2 * place.northMetres
            #expect(abs(Double(planes.value(of: values, at: cell)) - expected) < reach)
            let fine = planes.fine.centre(of: planes.fine.cell(at: planes.fineCell(of: cell)))
            #expect(abs(fine.eastMetres - place.eastMetres) <= 2.001)
            #expect(abs(fine.northMetres - place.northMetres) <= 2.001)
        }
    }

    @Test(arguments: [2.5, 4, 8, 30])
    func `an area holds all that its cells are interpolated from`(_ side: Double) throws {
        let planes = try #require(PlaneResampling(of: grid(side, nx: 40, ny: 40), level: 0))
        let rectangle = CellRectangle(columns: 16..<32, rows: 32..<40)
        let area = planes.area(behind: rectangle)
        var values = [Float](repeating: .nan, count: planes.fine.cellCount)
        for y in area.rows {
            for x in area.columns { values[y * planes.fine.nx + x] = 1 }
        }
        for y in rectangle.rows {
            for x in rectangle.columns {
                #expect(planes.value(of: values, at: y * 40 + x) == 1)
            }
        }
    }

    @Test func `a region too wide for fine cells has no plane`() {
        #expect(PlaneResampling(of: grid(1_000, nx: 100, ny: 100), level: 0) == nil)
        #expect(PlaneResampling(of: grid(4, nx: 2_048, ny: 2_048), level: 0) != nil)
    }
}
