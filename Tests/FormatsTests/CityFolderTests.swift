import Formats
import Foundation
import Testing

/// Cities that lie in a folder, with their sidecars and without.
struct CityFolderTests {
    @Test func `every raster of a folder is a city`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ethermap-cities-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let none = #expect(throws: CityRasterError.self) { try CityFolder(path: folder.path) }
        #expect(none?.what == "no file of the folder ends in .npy")
        let bare = NumpyArray(shape: [2, 3], values: [0, 1, 2, 3, 4, .nan])
        try Data(bare.encoded).write(to: folder.appending(path: "b.npy"))
        try CityRaster(
            heightsMetres: NumpyArray(shape: [1, 2], values: [5, 6]), cellMetres: 4,
            latitudeDegrees: 50, longitudeDegrees: 14
        ).write(to: folder.appending(path: "a.npy").path)
        try Data("notes".utf8).write(to: folder.appending(path: "readme.txt"))
        let entries = try CityFolder(path: folder.path).entries
        #expect(entries.map { URL(filePath: $0.path).lastPathComponent } == ["a.npy", "b.npy"])
        #expect(entries.map(\.cellMetres) == [4, 1])
        #expect(entries.map(\.firstRow) == [.south, .north])
        #expect(entries.map(\.isCellAssumed) == [false, true])
        #expect(entries[1].heightsMetres.shape == [2, 3])
        let tall = NumpyArray(shape: [1, 1], values: [9_000])
        try Data(tall.encoded).write(to: folder.appending(path: "c.npy"))
        let error = #expect(throws: CityRasterError.self) { try CityFolder(path: folder.path) }
        #expect(error?.path.hasSuffix("c.npy") == true)
    }

    @Test func `a folder that is not there is told`() {
        #expect(throws: CityRasterError(path: "no-such", what: "the folder cannot be read")) {
            try CityFolder(path: "no-such")
        }
    }
}
