import Formats
import Foundation
import Geometry
import Model

@testable import Service

/// A small city in files, where the sample's region lies.
enum CityFixture {
    /// The array's file; written once.
    static let path: String = {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ethermap-city-\(ProcessInfo.processInfo.processIdentifier)")
        let file = folder.appending(path: "town.npy").path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            try CityFile.write(city, over: ServiceConfiguration.sample.engine.region.grid, to: file)
        } catch {
            preconditionFailure("a test's files are written: \(error)")
        }
        return file
    }()

    /// Three rows of four cells, unlike each other, 30 m from the region's corner.
    static let city = City(
        heightsMetres: [0, 5, 0, 0, 12, 0, 0, 3.5, 0, 0, 0, 40], columnCount: 4, rowCount: 3,
        cellMetres: 4, originEastMetres: 30, originNorthMetres: -10)

    /// A folder of one's own.
    static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ethermap-city-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
