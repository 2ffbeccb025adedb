import Model

/// Where the transmitters of a folder of `afar-csv` flights stood (`truth.csv`).
///
/// Columns `rover,latitude_deg,longitude_deg`, optionally `antenna_height_m` (metres above the
/// ground, 1.5 where absent), in any order; further ones ignored.
public struct AfarTruth: Hashable, Sendable {
    /// One transmitter.
    public struct Rover: Hashable, Sendable {
        /// Degrees north.
        public var latitudeDegrees: Double
        /// Degrees east.
        public var longitudeDegrees: Double
        /// Metres above the ground.
        public var antennaHeightMetres: Double

        /// A transmitter from its parts.
        public init(
            latitudeDegrees: Double, longitudeDegrees: Double, antennaHeightMetres: Double
        ) {
            self.latitudeDegrees = latitudeDegrees
            self.longitudeDegrees = longitudeDegrees
            self.antennaHeightMetres = antennaHeightMetres
        }
    }

    /// The file, as it was named.
    public let path: String
    /// The transmitters by their names.
    public let rovers: [String: Rover]

    /// Reads a file.
    public init(path: String) throws(RecordingError) {
        try self.init(lines: LineReader(path: path), path: path)
    }

    /// Takes a text in place of a file; `name` stands for the file in errors.
    public init(text: String, name: String = "text") throws(RecordingError) {
        try self.init(lines: LineReader(bytes: Array(text.utf8), name: name), path: name)
    }

    private init(lines: LineReader, path: String) throws(RecordingError) {
        self.path = path
        var line: [UInt8] = []
        guard try lines.next(into: &line) else {
            throw RecordingError(path: path, what: "the file is empty")
        }
        var header: [Range<Int>] = []
        RecordingReader.split(line, into: &header)
        let names = header.map { Self.text(line, $0) }
        func column(_ name: String) -> Int? { names.firstIndex(of: name) }
        guard let nameColumn = column("rover"), let latitude = column("latitude_deg"),
            let longitude = column("longitude_deg")
        else {
            throw RecordingError(
                path: path, line: 1,
                what: "the header must name the columns 'rover', 'latitude_deg' and 'longitude_deg'"
            )
        }
        let height = column("antenna_height_m")
        var rovers: [String: Rover] = [:]
        var fields: [Range<Int>] = []
        while try lines.next(into: &line) {
            if DecimalText.trimmed(line, line.indices).isEmpty { continue }
            RecordingReader.split(line, into: &fields)
            let number = lines.lineNumber
            guard fields.count == header.count else {
                throw RecordingError(
                    path: path, line: number,
                    what: "has \(fields.count) fields where the header has \(header.count)")
            }
            let name = Self.text(line, fields[nameColumn])
            let rover = try Self.rover(
                line, latitude: fields[latitude], longitude: fields[longitude],
                height: height.map { fields[$0] }, path: path, number: number)
            guard rovers.updateValue(rover, forKey: name) == nil else {
                throw RecordingError(
                    path: path, line: number, what: "rover '\(name)' has a place already")
            }
        }
        self.rovers = rovers
    }

    private static func rover(
        _ line: [UInt8], latitude: Range<Int>, longitude: Range<Int>, height: Range<Int>?,
        path: String, number: Int
    ) throws(RecordingError) -> Rover {
        guard let north = DecimalText.double(line, latitude), abs(north) <= 90 else {
            throw RecordingError(
                path: path, line: number,
                what: "the latitude '\(text(line, latitude))' is no number from -90 to 90")
        }
        guard let east = DecimalText.double(line, longitude), abs(east) <= 180 else {
            throw RecordingError(
                path: path, line: number,
                what: "the longitude '\(text(line, longitude))' is no number from -180 to 180")
        }
        guard let height, !DecimalText.trimmed(line, height).isEmpty else {
            return Rover(latitudeDegrees: north, longitudeDegrees: east, antennaHeightMetres: 1.5)
        }
        guard let up = DecimalText.double(line, height), abs(up) <= 10_000 else {
            throw RecordingError(
                path: path, line: number,
                what: "the antenna height '\(text(line, height))' is no number of metres")
        }
        return Rover(latitudeDegrees: north, longitudeDegrees: east, antennaHeightMetres: up)
    }

    private static func text(_ line: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: line[DecimalText.trimmed(line, range)], as: UTF8.self)
    }
}
