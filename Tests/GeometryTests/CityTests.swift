import Geometry
import Model
import Testing

/// The raster: which cell a place lies in, and what counts as inside.
struct CityTests {
    /// Three columns, two rows, 10 m cells, corner at (100, 200); rows from south to north.
    let city = City(
        heightsMetres: [0, 5, 0, 20, 0, 7.5], columnCount: 3, rowCount: 2, cellMetres: 10,
        originEastMetres: 100, originNorthMetres: 200)

    @Test func `heights are read south row first and west to east`() {
        #expect(city.heightMetres(eastMetres: 115, northMetres: 201) == 5)
        #expect(city.heightMetres(eastMetres: 100, northMetres: 219.9) == 20)
        #expect(city.heightMetres(eastMetres: 129.9, northMetres: 215) == 7.5)
    }

    @Test func `outside the raster there is open ground`() {
        for (east, north) in [
            (99.9, 205.0), (130.0, 205.0), (115.0, 199.9), (115.0, 220.0), (.nan, 205.0),
            (115.0, .infinity), (-1e300, 205.0),
        ] {
            #expect(city.heightMetres(eastMetres: east, northMetres: north) == 0)
        }
    }

    @Test func `the built-up share counts cells with buildings`() {
        #expect(city.builtUpShare == 0.5)
        #expect(city.heightMetresMax == 20)
    }

    @Test func `a place is inside a building below its roof only`() {
        #expect(
            city.isInsideBuilding(LocalPosition(eastMetres: 115, northMetres: 205, upMetres: 4)))
        #expect(
            !city.isInsideBuilding(LocalPosition(eastMetres: 115, northMetres: 205, upMetres: 6)))
        #expect(
            !city.isInsideBuilding(LocalPosition(eastMetres: 105, northMetres: 205, upMetres: 1)))
    }

    @Test func `a raster is read from either edge, and what is no height is open ground`() throws {
        let raster: [Float] = [1, 2, .nan, 4, -5, 6]
        let south = try #require(
            City(raster: raster, shape: [2, 3], firstRow: .south, cellMetres: 10))
        #expect(south.heightsMetres == [1, 2, 0, 4, 0, 6])
        let north = try #require(
            City(raster: raster, shape: [2, 3], firstRow: .north, cellMetres: 10))
        #expect(north.heightsMetres == [4, 0, 6, 1, 2, 0])
        #expect(north.columnCount == 3 && north.rowCount == 2)
    }

    @Test(arguments: [[6], [3, 3], [0, 6], [1, 2, 3], [-2, -3], [Int.max, 2], []])
    func `a raster whose shape does not fit is none`(shape: [Int]) {
        #expect(
            City(
                raster: [Float](repeating: 1, count: 6), shape: shape, firstRow: .south,
                cellMetres: 1) == nil)
    }
}
