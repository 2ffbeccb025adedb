import Formats
import Foundation
import Geometry
import Model
import Testing

@testable import Service

/// `region.city`: read with the configuration, counted in its hash, refused where it is wrong.
struct CityFileTests {
    private let sample = ServiceConfiguration.sample

    @Test func `a city comes back as it was written`() throws {
        let grid = sample.engine.region.grid
        let read = try CityFile.city(at: CityFixture.path, over: grid)
        #expect(read == CityFixture.city)
    }

    @Test func `a raster from the north with its own ground comes to the region's frame`() throws {
        let folder = try CityFixture.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.npy").path(percentEncoded: false)
        let origin = sample.engine.region.grid.origin
        try CityRaster(
            heightsMetres: NumpyArray(shape: [2, 2], values: [7, 0, .nan, -9_999]),
            firstRow: .north, cellMetres: 100, latitudeDegrees: origin.latitudeDegrees,
            longitudeDegrees: origin.longitudeDegrees, altitudeMetres: origin.altitudeMetres + 3
        ).write(to: path)
        let city = try CityFile.city(at: path, over: sample.engine.region.grid)
        // Nothing stands on open ground; buildings stand on ground 3 m above the region's origin.
        #expect(city.heightsMetres == [0, 0, 10, 0])
        #expect(city.originEastMetres == 0 && city.originNorthMetres == 0)
    }

    @Test func `a path is relative to the configuration's file`() throws {
        let folder = try CityFixture.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = sample
        configuration.engine.city = CityFixture.city
        // With a city the network's weights belong to the configuration, too.
        try configuration.readWeights(in: WeightsFolder.folders(configured: nil))
        let file = folder.appending(path: "x.yaml").path(percentEncoded: false)
        try DemoScenario.write(configuration, to: file)
        let loaded = try ConfigurationLoader.load(file: file)
        #expect(loaded.value.cityFile == "x-buildings.npy")
        #expect(loaded.value.engine == configuration.engine)
        #expect(loaded.value.hash == configuration.hash)
    }

    @Test func `the hash is of the buildings, not of their file`() throws {
        var other = sample
        other.cityFile = "elsewhere.npy"
        #expect(other.hash == sample.hash)
        other.engine.city = CityFixture.city
        let hash = other.hash
        #expect(hash != sample.hash)
        var heights = CityFixture.city.heightsMetres
        heights[3] = 1
        other.engine.city = City(
            heightsMetres: heights, columnCount: 4, rowCount: 3, cellMetres: 4,
            originEastMetres: 30, originNorthMetres: -10)
        #expect(other.hash != hash)
        other.engine.city = City(
            heightsMetres: CityFixture.city.heightsMetres, columnCount: 4, rowCount: 3,
            cellMetres: 4, originEastMetres: 31, originNorthMetres: -10)
        #expect(other.hash != hash)
    }

    @Test(arguments: [
        ("{}", "'format' is missing"),
        ("[]", "it is no JSON object"),
        ("{", "it is no JSON object"),
        (
            #"{"format":"ethermap-city","version":1,"cell_m":4,"first_row":"south","origin":{}}"#,
            "'origin.latitude_deg' is missing"
        ),
        (sidecar(#""cell_m": "4""#), "'cell_m' is not what it must be"),
        (sidecar(#""cell_m": 0"#), "'cell_m' is 0.0, not 0.05 to 1000 m"),
        (sidecar(#""cell_m": 4, "cellm": 4"#), "unknown key 'cellm'"),
        (sidecar(#""cell_m": 4"#, row: "top"), "'first_row' is not what it must be"),
        (sidecar(#""cell_m": 4"#, version: 2), "its version is 2, not 1"),
        (sidecar(#""cell_m": 4"#, format: "png"), "its format is 'png', not 'ethermap-city'"),
        (sidecar(#""cell_m": 4"#, latitude: 91), "'origin' is no place on Earth"),
        (
            sidecar(#""cell_m": 4"#, latitude: 51),
            "the city begins 0 m east and 101550 m north of the region's origin, and covers none "
                + "of the region"
        ),
    ])
    func `a wrong sidecar is an error with its file's name`(text: String, what: String) throws {
        let folder = try CityFixture.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(NumpyArray(shape: [1, 1], values: [5]).encoded).write(
            to: folder.appending(path: "c.npy"))
        let path = folder.appending(path: "c.json")
        try text.write(to: path, atomically: true, encoding: .utf8)
        let name = path.path(percentEncoded: false)
        let messages = try messages(naming: "c.npy", in: folder)
        #expect(messages == ["region.city: \(name): \(what)"])
    }

    @Test func `a wrong or missing array is an error with its file's name`() throws {
        let folder = try CityFixture.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let array = folder.appending(path: "c.npy")
        let name = array.path(percentEncoded: false)
        let missing = try messages(naming: "c.npy", in: folder)
        #expect(
            missing == [
                "region.city: \(name.dropLast(4)).json: there is no such file; "
                    + "a city's array has this sidecar"
            ])
        try Self.sidecar(#""cell_m": 4"#).write(
            to: folder.appending(path: "c.json"), atomically: true, encoding: .utf8)
        let absent = try messages(naming: "c.npy", in: folder)
        #expect(absent.count == 1 && absent[0].hasPrefix("region.city: \(name): cannot be read"))
        try Data(NumpyArray(shape: [3], values: [1, 2, 3]).encoded).write(to: array)
        #expect(
            try messages(naming: "c.npy", in: folder)
                == ["region.city: \(name): its shape [3] is not one of rows and columns"])
        try Data(NumpyArray(shape: [1, 1], values: [3e38]).encoded).write(to: array)
        #expect(
            try messages(naming: "c.npy", in: folder)
                == [
                    "region.city: \(name): a building is 3e+38 m high; heights are metres above "
                        + "the ground"
                ])
        try Data("PNG".utf8).write(to: array)
        #expect(
            try messages(naming: "c.npy", in: folder)
                == ["region.city: \(name): is no NPY file"])
    }

    /// What is said of the sample with a city, its place taken off.
    private func messages(naming city: String, in folder: URL) throws -> [String] {
        var configuration = sample
        configuration.cityFile = city
        let file = folder.appending(path: "c.yaml").path(percentEncoded: false)
        try configuration.yaml.write(toFile: file, atomically: true, encoding: .utf8)
        let failure = #expect(throws: ConfigurationErrors.self) {
            try ConfigurationLoader.load(file: file)
        }
        return try #require(failure).errors.map { error in
            #expect(error.description.hasPrefix("\(file):"))
            return error.message
        }
    }

    private static func sidecar(
        _ cell: String, row: String = "south", version: Int = 1, format: String = "ethermap-city",
        latitude: Double = 50.0871
    ) -> String {
        """
        {"format": "\(format)", "version": \(version), \(cell), "first_row": "\(row)",
         "origin": {"latitude_deg": \(latitude), "longitude_deg": 14.4203}}
        """
    }
}
