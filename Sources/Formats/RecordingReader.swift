import Model

/// Reads a recording's samples one by one, strictly: every field must be what its column says.
///
/// A line that cannot be read is an error, or, with `skipInvalid`, is passed over and counted.
/// Blank lines are nothing. State: the reader's place in the file, the last names that were seen (a
/// band's name is the same for thousands of lines), and the count of what was passed over.
public final class RecordingReader {
    /// What the samples' altitudes are measured from.
    public var altitudeDatum: AltitudeDatum { columns.altitudeDatum }
    /// Columns of the file that mean nothing to us.
    public var ignoredColumns: [String] { columns.ignored }
    /// Lines that could not be read and were passed over.
    public private(set) var skippedLineCount = 0
    /// Why the first of them could not be read.
    public private(set) var firstSkipped: RecordingError?

    private let path: String
    private let skipInvalid: Bool
    private let lines: LineReader
    private let columns: RecordingColumns
    private var line: [UInt8] = []
    private var fields: [Range<Int>] = []
    private var bands = LastName<BandID>()
    private var sensors = LastName<SensorID>()

    /// Opens a file and reads its header.
    public convenience init(
        path: String, layout: RecordingLayout, skipInvalid: Bool = false
    ) throws(RecordingError) {
        try self.init(
            lines: LineReader(path: path), path: path, layout: layout, skipInvalid: skipInvalid)
    }

    /// Takes a text in place of a file; `name` stands for the file in errors.
    public convenience init(
        text: String, name: String = "text", layout: RecordingLayout, skipInvalid: Bool = false
    ) throws(RecordingError) {
        try self.init(
            lines: LineReader(bytes: Array(text.utf8), name: name), path: name, layout: layout,
            skipInvalid: skipInvalid)
    }

    private init(
        lines: LineReader, path: String, layout: RecordingLayout, skipInvalid: Bool
    ) throws(RecordingError) {
        self.lines = lines
        self.path = path
        self.skipInvalid = skipInvalid
        guard try lines.next(into: &line) else {
            throw RecordingError(path: path, what: "the file is empty")
        }
        Self.split(line, into: &fields)
        var header: [String] = []
        for field in fields {
            header.append(
                String(decoding: line[DecimalText.trimmed(line, field)], as: UTF8.self))
        }
        columns = try RecordingColumns(header: header, layout: layout, path: path)
    }

    /// The next sample, or `nil` after the last.
    public func next() throws(RecordingError) -> RecordedSample? {
        while try lines.next(into: &line) {
            if DecimalText.trimmed(line, line.indices).isEmpty { continue }
            do {
                return try sample()
            } catch {
                guard skipInvalid else { throw error }
                skippedLineCount += 1
                firstSkipped = firstSkipped ?? error
            }
        }
        return nil
    }

    /// The sample in the current line.
    private func sample() throws(RecordingError) -> RecordedSample {
        Self.split(line, into: &fields)
        guard fields.count == columns.count else {
            throw failure("has \(fields.count) fields where the header has \(columns.count)")
        }
        let timeField = fields[columns.position(ofRequired: .time)]
        guard let nanoseconds = DecimalText.nanoseconds(line, timeField) else {
            throw failure("the time \(quote(timeField)) is no number of seconds since 1970")
        }
        let latitude = try number(.latitude, "latitude")
        let longitude = try number(.longitude, "longitude")
        guard abs(latitude) <= 90 else {
            throw failure("the latitude \(latitude) lies outside -90 to 90 degrees")
        }
        guard abs(longitude) <= 180 else {
            throw failure("the longitude \(longitude) lies outside -180 to 180 degrees")
        }
        return RecordedSample(
            time: UnixTime(nanoseconds: nanoseconds),
            latitudeDegrees: latitude,
            longitudeDegrees: longitude,
            altitudeMetres: try number(.altitude, "altitude"),
            rssDbm: try single(.power, "power"),
            band: try name(.band, "band", &bands),
            sensor: try name(.sensor, "sensor", &sensors),
            quality: try optionalSingle(.quality, "quality"))
    }

    private func number(
        _ role: RecordingLayout.Role, _ what: String
    ) throws(RecordingError) -> Double {
        let field = fields[columns.position(ofRequired: role)]
        guard let value = DecimalText.double(line, field) else {
            throw failure("the \(what) \(quote(field)) is no number")
        }
        return value
    }

    private func single(
        _ role: RecordingLayout.Role, _ what: String
    ) throws(RecordingError) -> Float {
        let value = Float(try number(role, what))
        guard value.isFinite else { throw failure("the \(what) is too large") }
        return value
    }

    /// A number that may be absent, as a column or in this line.
    private func optionalSingle(
        _ role: RecordingLayout.Role, _ what: String
    ) throws(RecordingError) -> Float? {
        guard let position = columns.position(of: role),
            !DecimalText.trimmed(line, fields[position]).isEmpty
        else { return nil }
        return try single(role, what)
    }

    /// A name that may be absent, as a column or in this line.
    private func name<Name: TopicSegment>(
        _ role: RecordingLayout.Role, _ what: String, _ last: inout LastName<Name>
    ) throws(RecordingError) -> Name? {
        guard let position = columns.position(of: role) else { return nil }
        let field = DecimalText.trimmed(line, fields[position])
        if field.isEmpty { return nil }
        guard let name = last.name(in: line[field]) else {
            throw failure("the \(what) \(quote(field)) is not 1 to 32 characters of a-z, 0-9, -")
        }
        return name
    }

    private func failure(_ what: String) -> RecordingError {
        RecordingError(path: path, line: lines.lineNumber, what: what)
    }

    /// A field as it stands in the file, cut where it is long.
    private func quote(_ field: Range<Int>) -> String {
        let text = String(decoding: line[field].prefix(40), as: UTF8.self)
        return "'\(text)\(field.count > 40 ? "…" : "")'"
    }

    /// Where the fields of a line stand; always at least one.
    static func split(_ line: [UInt8], into fields: inout [Range<Int>]) {
        fields.removeAll(keepingCapacity: true)
        var start = 0
        for position in line.indices where line[position] == 0x2C {
            fields.append(start..<position)
            start = position + 1
        }
        fields.append(start..<line.count)
    }
}

/// The name that was read last, so that a column of one name makes one string.
private struct LastName<Name: TopicSegment> {
    private var bytes: [UInt8] = []
    private var last: Name?

    mutating func name(in field: ArraySlice<UInt8>) -> Name? {
        if let last, field.elementsEqual(bytes) { return last }
        bytes = Array(field)
        last = Name(rawValue: String(decoding: bytes, as: UTF8.self))
        return last
    }
}
