import Foundation
import Model

/// Where the fixed receivers of a `ble-mbd` recording stand, in metres of the building's own frame.
///
/// Read from the sensors' file (`cnf_*.dev`), which has one JSON object a line behind a name; the line
/// `Dongles:` maps each receiver's address to `[[x, y, z], colour, name]`. The frame has no place on
/// the Earth: x and y are taken for east and north.
public struct BeaconReceivers: Hashable, Sendable {
    /// One receiver.
    public struct Site: Hashable, Sendable {
        /// Its address, as recordings name it.
        public var sensor: SensorID
        /// Where it is fixed.
        public var position: LocalPosition
    }

    /// A rectangle of floor, seen from above.
    public struct Floor: Hashable, Sendable {
        /// West wall, metres.
        public var westMetres: Double
        /// South wall, metres.
        public var southMetres: Double
        /// East wall, metres.
        public var eastMetres: Double
        /// North wall, metres.
        public var northMetres: Double
    }

    /// Free about the receivers where nothing says how large the floor is, metres.
    static let floorMarginMetres = 3.0
    /// Larger coordinates are no building's, metres.
    static let coordinateMetresMax = 10_000.0

    /// The receivers, by address.
    public var sites: [Site]
    /// The floor that is monitored.
    public var floor: Floor

    /// Reads a sensors' file, and the floor's limits from the file beside it that ends in `.par`.
    public init(path: String) throws(RecordingError) {
        var limits: String?
        if path.hasSuffix(".dev") {
            // Its absence is no error: the floor is then the receivers' surroundings.
            limits = try? String(contentsOfFile: path.dropLast(4) + ".par", encoding: .utf8)
        }
        try self.init(lines: LineReader(path: path), limits: limits, path: path)
    }

    /// Takes texts in place of the files'; `name` stands for the sensors' file in errors.
    public init(
        text: String, limits: String? = nil, name: String = "text"
    ) throws(RecordingError) {
        try self.init(
            lines: LineReader(bytes: Array(text.utf8), name: name), limits: limits, path: name)
    }

    /// The sensors' file in a recording's folder, where there is exactly one.
    public static func path(beside recording: String) throws(RecordingError) -> String {
        let folder = (recording as NSString).deletingLastPathComponent
        // A folder that cannot be listed holds none, which is said below.
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder))
            ?? []
        let found = names.filter { $0.hasSuffix(".dev") }.sorted()
        guard let name = found.first, found.count == 1 else {
            throw RecordingError(
                path: recording,
                what: found.isEmpty
                    ? "no sensors' file (*.dev) lies beside it; name one with --sensors"
                    : "\(found.count) sensors' files (*.dev) lie beside it; name one with --sensors"
            )
        }
        return folder.isEmpty ? name : folder + "/" + name
    }

    private init(lines: LineReader, limits: String?, path: String) throws(RecordingError) {
        let prefix = Array("Dongles:".utf8)
        var line: [UInt8] = []
        var entries: [String: Entry]?
        while entries == nil, try lines.next(into: &line) {
            guard line.starts(with: prefix) else { continue }
            do {
                entries = try JSONDecoder().decode(
                    [String: Entry].self, from: Data(line.dropFirst(prefix.count)))
            } catch {
                throw RecordingError(
                    path: path, line: lines.lineNumber,
                    what: "the receivers are not {\"address\": [[x, y, z], …], …}")
            }
        }
        guard let entries, !entries.isEmpty else {
            throw RecordingError(path: path, what: "it names no receiver (a line 'Dongles:')")
        }
        sites = []
        for (address, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let sensor = SensorID(rawValue: address) else {
                throw RecordingError(
                    path: path, line: lines.lineNumber,
                    what: "the address '\(address.prefix(40))' is not 1 to 32 characters of "
                        + "a-z, 0-9, -")
            }
            sites.append(Site(sensor: sensor, position: entry.position))
        }
        floor = Self.floor(fromJSON: limits) ?? Self.floor(about: sites)
    }

    /// One receiver's entry: its place, and further things that mean nothing to us.
    private struct Entry: Decodable {
        let position: LocalPosition

        init(from decoder: any Decoder) throws {
            var entry = try decoder.unkeyedContainer()
            let place = try entry.decode([Double].self)
            guard place.count == 3,
                place.allSatisfy({ abs($0) <= BeaconReceivers.coordinateMetresMax })
            else {
                throw DecodingError.dataCorruptedError(
                    in: entry, debugDescription: "a place is three numbers")
            }
            position = LocalPosition(
                eastMetres: place[0], northMetres: place[1], upMetres: place[2])
        }
    }

    /// What we read of a `.par` file.
    private struct Limits: Decodable {
        let limits: [Double]
    }

    private static func floor(fromJSON text: String?) -> Floor? {
        guard let text,
            // A file of another kind says nothing about the floor.
            let corners = try? JSONDecoder().decode(Limits.self, from: Data(text.utf8)).limits,
            corners.count == 4, corners.allSatisfy({ abs($0) <= coordinateMetresMax }),
            corners[0] < corners[2], corners[1] < corners[3]
        else { return nil }
        return Floor(
            westMetres: corners[0], southMetres: corners[1], eastMetres: corners[2],
            northMetres: corners[3])
    }

    private static func floor(about sites: [Site]) -> Floor {
        let east = sites.map(\.position.eastMetres)
        let north = sites.map(\.position.northMetres)
        return Floor(
            westMetres: (east.min() ?? 0) - floorMarginMetres,
            southMetres: (north.min() ?? 0) - floorMarginMetres,
            eastMetres: (east.max() ?? 0) + floorMarginMetres,
            northMetres: (north.max() ?? 0) + floorMarginMetres)
    }
}
