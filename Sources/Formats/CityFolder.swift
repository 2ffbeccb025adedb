import Foundation

/// The cities of a folder, for what needs buildings and not their place on Earth.
///
/// Every `.npy` file is one. A sidecar (``CityRaster``) says how large a cell is; where there is none,
/// a cell is taken to be one metre wide and the first row to lie in the north, as surveys have it.
public struct CityFolder: Hashable, Sendable {
    /// One city without its place.
    public struct Entry: Hashable, Sendable {
        /// The array's file.
        public var path: String
        /// Building heights, metres [rows × columns].
        public var heightsMetres: NumpyArray
        /// A cell's side, metres.
        public var cellMetres: Double
        /// Which edge the first row lies at.
        public var firstRow: CityRaster.FirstRow
        /// Whether no sidecar says so.
        public var isCellAssumed: Bool
    }

    /// The cities in the order of their names; at least one.
    public let entries: [Entry]

    /// Reads all cities of a folder.
    public init(path: String) throws(CityRasterError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw CityRasterError(path: path, what: "the folder cannot be read")
        }
        var entries: [Entry] = []
        for name in names.sorted() where name.hasSuffix(".npy") {
            entries.append(try Self.entry("\(path)/\(name)"))
        }
        guard !entries.isEmpty else {
            throw CityRasterError(path: path, what: "no file of the folder ends in .npy")
        }
        self.entries = entries
    }

    /// Reads one city.
    public static func entry(_ path: String) throws(CityRasterError) -> Entry {
        if FileManager.default.fileExists(atPath: CityRaster.sidecarPath(of: path)) {
            let raster = try CityRaster(path: path)
            return Entry(
                path: path, heightsMetres: raster.heightsMetres, cellMetres: raster.cellMetres,
                firstRow: raster.firstRow, isCellAssumed: false)
        }
        let heights: NumpyArray
        do {
            heights = try NumpyArray(path: path)
        } catch {
            throw CityRasterError(path: error.path, what: error.what)
        }
        let isTooTall = heights.values.contains { $0 > CityRaster.heightMetresMax }
        guard heights.shape.count == 2, !heights.values.isEmpty,
            heights.values.count <= CityRaster.cellCountMax,
            !isTooTall
        else {
            throw CityRasterError(path: path, what: "it is no raster of heights in metres")
        }
        return Entry(
            path: path, heightsMetres: heights, cellMetres: 1, firstRow: .north,
            isCellAssumed: true)
    }
}
