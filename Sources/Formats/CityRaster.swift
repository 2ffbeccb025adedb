import Foundation

/// A city as files hold it: building heights in an NPY file, and a JSON sidecar that says where.
///
/// The sidecar has the array's name with `.json` for `.npy`:
///
///     { "format": "ethermap-city", "version": 1,
///       "origin": { "latitude_deg": 50.0871, "longitude_deg": 14.4203, "altitude_m": 240 },
///       "cell_m": 4, "first_row": "south" }
///
/// Heights are metres above the ground, row-major, each row from west to east; 0, less, or NaN is
/// open ground. `origin` is the raster's south-west corner in WGS 84; its altitude, which may be
/// left out, is the ground's above the ellipsoid. `first_row` says which edge the array begins at.
public struct CityRaster: Hashable, Sendable {
    /// Which edge of the city the first row lies at.
    public enum FirstRow: String, CaseIterable, Hashable, Codable, Sendable {
        /// The southern edge.
        case south
        /// The northern edge, as images have it.
        case north
    }

    /// What `format` says.
    public static let formatName = "ethermap-city"
    /// The version that is read and written.
    public static let version = 1
    /// The most cells that are read.
    public static let cellCountMax = 1 << 26
    /// The tallest building that is believed, metres.
    public static let heightMetresMax: Float = 2_000

    /// Building heights, metres [rows × columns].
    public var heightsMetres: NumpyArray
    /// Which edge the first row lies at.
    public var firstRow: FirstRow
    /// A cell's side, metres.
    public var cellMetres: Double
    /// Degrees north of the south-west corner.
    public var latitudeDegrees: Double
    /// Degrees east of the south-west corner.
    public var longitudeDegrees: Double
    /// The ground's altitude above the ellipsoid, metres; `nil` where nobody says.
    public var altitudeMetres: Double?

    /// A raster from its parts; the array has two axes.
    public init(
        heightsMetres: NumpyArray, firstRow: FirstRow = .south, cellMetres: Double,
        latitudeDegrees: Double, longitudeDegrees: Double, altitudeMetres: Double? = nil
    ) {
        precondition(heightsMetres.shape.count == 2, "a raster has rows and columns")
        self.heightsMetres = heightsMetres
        self.firstRow = firstRow
        self.cellMetres = cellMetres
        self.latitudeDegrees = latitudeDegrees
        self.longitudeDegrees = longitudeDegrees
        self.altitudeMetres = altitudeMetres
    }

    /// The sidecar's path of an array's.
    public static func sidecarPath(of path: String) -> String {
        (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".json"
    }

    /// Reads an array and its sidecar.
    public init(path: String) throws(CityRasterError) {
        let sidecar = try CityRasterSidecar(path: Self.sidecarPath(of: path))
        let heights: NumpyArray
        do {
            heights = try NumpyArray(path: path)
        } catch {
            throw CityRasterError(path: error.path, what: error.what)
        }
        guard heights.shape.count == 2, heights.shape.allSatisfy({ $0 > 0 }) else {
            throw CityRasterError(
                path: path, what: "its shape \(heights.shape) is not one of rows and columns")
        }
        guard heights.values.count <= Self.cellCountMax else {
            throw CityRasterError(
                path: path,
                what: "\(heights.values.count) cells are more than \(Self.cellCountMax)")
        }
        if let tall = heights.values.first(where: { $0 > Self.heightMetresMax }) {
            throw CityRasterError(
                path: path,
                what: "a building is \(tall) m high; heights are metres above the ground")
        }
        self.init(
            heightsMetres: heights, firstRow: sidecar.firstRow, cellMetres: sidecar.cellMetres,
            latitudeDegrees: sidecar.origin.latitudeDegrees,
            longitudeDegrees: sidecar.origin.longitudeDegrees,
            altitudeMetres: sidecar.origin.altitudeMetres)
    }

    /// Writes the array and its sidecar.
    public func write(to path: String) throws {
        let sidecar = CityRasterSidecar(
            origin: .init(
                latitudeDegrees: latitudeDegrees, longitudeDegrees: longitudeDegrees,
                altitudeMetres: altitudeMetres),
            cellMetres: cellMetres, firstRow: firstRow)
        try Data(heightsMetres.encoded).write(to: URL(filePath: path), options: .atomic)
        try sidecar.encoded.write(
            to: URL(filePath: Self.sidecarPath(of: path)), options: .atomic)
    }
}

/// Why a city could not be read: which file, what is wrong with it.
public struct CityRasterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file: the array or its sidecar.
    public var path: String
    /// What is wrong, a sentence without its full stop.
    public var what: String

    /// An error from its parts.
    public init(path: String, what: String) {
        self.path = path
        self.what = what
    }

    /// `file: what`.
    public var description: String { "\(path): \(what)" }
}
