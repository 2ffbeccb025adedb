import Foundation

/// The JSON file beside a city's array.
struct CityRasterSidecar: Codable {
    /// The south-west corner.
    struct Origin: Codable {
        var latitudeDegrees: Double
        var longitudeDegrees: Double
        var altitudeMetres: Double?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case latitudeDegrees = "latitude_deg"
            case longitudeDegrees = "longitude_deg"
            case altitudeMetres = "altitude_m"
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case format
        case version
        case origin
        case cellMetres = "cell_m"
        case firstRow = "first_row"
    }

    private static let bytesMax = 1 << 20

    private var format = CityRaster.formatName
    private var version = CityRaster.version
    var origin: Origin
    var cellMetres: Double
    var firstRow: CityRaster.FirstRow

    init(origin: Origin, cellMetres: Double, firstRow: CityRaster.FirstRow) {
        self.origin = origin
        self.cellMetres = cellMetres
        self.firstRow = firstRow
    }

    init(path: String) throws(CityRasterError) {
        func failure(_ what: String) -> CityRasterError { CityRasterError(path: path, what: what) }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw failure(
                FileManager.default.fileExists(atPath: path)
                    ? "it cannot be read" : "there is no such file; a city's array has this sidecar"
            )
        }
        guard data.count <= Self.bytesMax else { throw failure("it is no sidecar: too large") }
        if let key = Self.unknownKey(in: data) { throw failure("unknown key '\(key)'") }
        do {
            self = try JSONDecoder().decode(Self.self, from: data)
        } catch let error as DecodingError {
            throw failure(Self.text(of: error))
        } catch {
            throw failure("it is not JSON")
        }
        guard format == CityRaster.formatName else {
            throw failure("its format is '\(format.prefix(40))', not '\(CityRaster.formatName)'")
        }
        guard version == CityRaster.version else {
            throw failure("its version is \(version), not \(CityRaster.version)")
        }
        guard (0.05...1_000).contains(cellMetres) else {
            throw failure("'cell_m' is \(cellMetres), not 0.05 to 1000 m")
        }
        guard (-90...90).contains(origin.latitudeDegrees),
            (-180...180).contains(origin.longitudeDegrees),
            (-1_000...10_000).contains(origin.altitudeMetres ?? 0)
        else { throw failure("'origin' is no place on Earth") }
    }

    /// The file's bytes.
    var encoded: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return try encoder.encode(self) + Data([0x0A])
        }
    }

    /// A misspelt optional key would be passed over in silence.
    private static func unknownKey(in data: Data) -> String? {
        guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            return nil
        }
        let keys = CodingKeys.allCases.map(\.rawValue)
        let originKeys = Origin.CodingKeys.allCases.map(\.rawValue)
        let inner = (root["origin"] as? [String: Any])?.keys.map { $0 } ?? []
        return
            (root.keys.filter { !keys.contains($0) }
            + inner.filter { !originKeys.contains($0) }.map { "origin.\($0)" }).min()
    }

    private static func text(of error: DecodingError) -> String {
        func name(_ path: [any CodingKey]) -> String {
            path.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "'\(name(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            return context.codingPath.isEmpty
                ? "it is no JSON object" : "'\(name(context.codingPath))' is not what it must be"
        @unknown default: return "it is no sidecar"
        }
    }
}
