import Foundation
import Testing

@testable import Formats

/// Cities in files: an array and its sidecar.
struct CityRasterTests {
    @Test(arguments: CityRaster.FirstRow.allCases, [nil, -3.5])
    func `what is written is read back`(firstRow: CityRaster.FirstRow, altitude: Double?) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "raster-\(UUID().uuidString).npy").path(percentEncoded: false)
        defer {
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: CityRaster.sidecarPath(of: path))
        }
        let raster = CityRaster(
            heightsMetres: NumpyArray(shape: [2, 3], values: [0, 1.5, 2, 3, 4, 2_000]),
            firstRow: firstRow, cellMetres: 0.1 + 0.2, latitudeDegrees: -33.123_456_789_012_34,
            longitudeDegrees: 179.999_999_999_999_97, altitudeMetres: altitude)
        try raster.write(to: path)
        #expect(try CityRaster(path: path) == raster)
    }

    @Test func `the sidecar has the array's name`() {
        #expect(CityRaster.sidecarPath(of: "a/b.npy") == "a/b.json")
        #expect(CityRaster.sidecarPath(of: "a/b") == "a/b.json")
    }
}
