import Formats
import Foundation
import Geometry
import Model

/// A region's city in files: an NPY array of building heights with its JSON sidecar.
public enum CityFile {
    /// Reads a city into a region's local frame.
    ///
    /// Where the sidecar gives the ground's altitude, heights are moved to the region's origin's.
    ///
    /// - Parameters:
    ///   - path: the array's file.
    ///   - grid: the region's grid, some part of which the city must cover.
    /// - Returns: the city.
    /// - Throws: what is wrong, with the file's name.
    public static func city(at path: String, over grid: Grid) throws(CityRasterError) -> City {
        let raster = try CityRaster(path: path)
        let corner = LocalFrame(origin: grid.origin).local(
            of: GeodeticPosition(
                latitudeDegrees: raster.latitudeDegrees,
                longitudeDegrees: raster.longitudeDegrees,
                altitudeMetres: grid.origin.altitudeMetres))
        let riseMetres =
            raster.altitudeMetres.map { Float($0 - grid.origin.altitudeMetres) } ?? 0
        let city = City(
            raster: raster.heightsMetres.values.map { $0 > 0 ? $0 + riseMetres : 0 },
            shape: raster.heightsMetres.shape,
            firstRow: raster.firstRow == .south ? .south : .north,
            cellMetres: raster.cellMetres, originEastMetres: micrometres(corner.eastMetres),
            originNorthMetres: micrometres(corner.northMetres))
        guard let city else {
            throw CityRasterError(path: path, what: "it is no raster of heights")
        }
        let isOver =
            city.originEastMetres < grid.extentEastMetres
            && city.originNorthMetres < grid.extentNorthMetres
            && city.originEastMetres + city.extentEastMetres > 0
            && city.originNorthMetres + city.extentNorthMetres > 0
        guard isOver else {
            throw CityRasterError(
                path: CityRaster.sidecarPath(of: path),
                what: "the city begins \(Int(city.originEastMetres)) m east and "
                    + "\(Int(city.originNorthMetres)) m north of the region's origin, and covers "
                    + "none of the region")
        }
        return city
    }

    /// Writes a region's city: the array, and its sidecar beside it.
    ///
    /// - Parameters:
    ///   - city: the buildings in the region's local frame.
    ///   - grid: the region's grid.
    ///   - path: the array's file, `….npy`.
    /// - Throws: where a file cannot be written.
    public static func write(_ city: City, over grid: Grid, to path: String) throws {
        let corner = LocalFrame(origin: grid.origin).geodetic(
            of: LocalPosition(
                eastMetres: city.originEastMetres, northMetres: city.originNorthMetres,
                upMetres: 0))
        let raster = CityRaster(
            heightsMetres: NumpyArray(
                shape: [city.rowCount, city.columnCount], values: city.heightsMetres),
            cellMetres: city.cellMetres, latitudeDegrees: corner.latitudeDegrees,
            longitudeDegrees: corner.longitudeDegrees,
            altitudeMetres: grid.origin.altitudeMetres)
        try raster.write(to: path)
    }

    /// Rounded to a micrometre: what the way through degrees adds and takes away.
    private static func micrometres(_ metres: Double) -> Double {
        (metres * 1e6).rounded() / 1e6 + 0
    }
}
