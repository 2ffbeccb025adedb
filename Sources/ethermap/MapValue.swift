import Geometry
import Model

/// What a map says about one cell, as `maps value` prints it.
struct MapValue: Encodable {
    /// The cell and its middle.
    struct CellPlace: Encodable {
        let x: Int
        let y: Int
        let z: Int
        let latitude: Double
        let longitude: Double
        let altitude: Double

        private enum CodingKeys: String, CodingKey {
            case x
            case y
            case z
            case latitude = "latitude_deg"
            case longitude = "longitude_deg"
            case altitude = "altitude_m"
        }
    }

    let product: String
    let band: String
    let unit: String
    /// Rounded as on the bus; `nil` where nothing is known.
    let value: Double?
    let standardDeviation: Double?
    /// At the map's instant, seconds; `nil` where there is no evidence.
    let age: Double?
    let revision: UInt64
    let validTime: String?
    let validTimeUnixNanoseconds: UInt64
    let evidenceTime: String?
    let method: String
    let cell: CellPlace

    private enum CodingKeys: String, CodingKey {
        case product
        case band
        case unit
        case value
        case standardDeviation = "standard_deviation_db"
        case age = "age_s"
        case revision
        case validTime = "valid_time"
        case validTimeUnixNanoseconds = "valid_time_unix_ns"
        case evidenceTime = "evidence_time"
        case method
        case cell
    }

    /// What a map says about a cell of its grid.
    init(_ map: RadioMap, in place: Grid.Cell, frame: LocalFrame) throws {
        let index = map.grid.index(of: place)
        let mapUnit = map.key.product.unit
        let code = TileQuantisation(unit: mapUnit).code(ofValue: map.values[index])
        let stepsPerUnit: Double = mapUnit == .fraction ? 10_000 : 100
        let evidence = map.evidenceTimes[index]
        let centre = frame.geodetic(of: map.grid.centre(of: place))
        product = map.key.product.rawValue
        band = map.key.band.rawValue
        unit = mapUnit.rawValue
        value = code == TileQuantisation.noData ? nil : Double(code) / stepsPerUnit
        standardDeviation = NumberText.rounded(Double(map.standardDeviationsDb[index]), 2)
        age =
            evidence == .zero
            ? nil : NumberText.rounded(max(map.validTime.seconds(since: evidence), 0), 3)
        revision = map.revision
        validTime = TimeText.json(of: map.validTime)
        validTimeUnixNanoseconds = map.validTime.nanoseconds
        evidenceTime = TimeText.json(of: evidence)
        method = map.method
        cell = CellPlace(
            x: place.x, y: place.y, z: place.z,
            latitude: NumberText.rounded(centre.latitudeDegrees, 7) ?? 0,
            longitude: NumberText.rounded(centre.longitudeDegrees, 7) ?? 0,
            altitude: NumberText.rounded(centre.altitudeMetres, 2) ?? 0)
    }

    /// The value for people, one fact a line.
    var text: String {
        let decimals = unit == MapUnit.fraction.rawValue ? 4 : 2
        let shownUnit = unit == MapUnit.fraction.rawValue ? "" : " \(unit)"
        let facts: [(String, String)] = [
            ("map", "\(product) \(band)"),
            ("value", value.map { NumberText.fixed($0, decimals) + shownUnit } ?? "not known"),
            (
                "standard deviation",
                standardDeviation.map { NumberText.fixed($0, 2) + " dB" } ?? "-"
            ),
            ("age", age.map { NumberText.fixed($0, 1) + " s" } ?? "no evidence nearby"),
            ("valid at", validTime.map { $0 } ?? "-"),
            ("revision", "\(revision)"),
            ("method", method),
            (
                "cell",
                "\(cell.x), \(cell.y), \(cell.z) with its middle at "
                    + "\(NumberText.fixed(cell.latitude, 6)), \(NumberText.fixed(cell.longitude, 6)), "
                    + "\(NumberText.fixed(cell.altitude, 1)) m"
            ),
        ]
        return FactList(facts).text
    }
}
