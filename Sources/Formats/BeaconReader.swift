import Model

/// Reads a `ble-mbd` recording line by line, strictly.
///
/// State: the place in the file, the emitter of the first line (all others must be its), and the
/// count of what was passed over.
final class BeaconReader {
    /// Fields of a line: power alone, with the emitter's place, with its place and orientation.
    static let fieldCounts: Set = [4, 7, 16]
    /// What Bluetooth's RSSI can be, dBm; 127 stands for "not available".
    static let rssiDbm = -127.0...20
    /// Larger coordinates are no building's, metres.
    static let coordinateMetresMax = BeaconReceivers.coordinateMetresMax

    private(set) var skippedLineCount = 0
    private(set) var firstSkipped: RecordingError?
    private(set) var emitter: String?

    private let path: String
    private let skipInvalid: Bool
    private let lines: LineReader
    /// Addresses as they stand in lines, ascending by the receivers' order.
    private let addresses: [(bytes: [UInt8], sensor: SensorID)]
    private var line: [UInt8] = []
    private var fields: [Range<Int>] = []

    init(lines: LineReader, path: String, receivers: BeaconReceivers, skipInvalid: Bool) {
        self.lines = lines
        self.path = path
        self.skipInvalid = skipInvalid
        addresses = receivers.sites.map { (Array($0.sensor.rawValue.utf8), $0.sensor) }
    }

    /// The next sample, or `nil` after the last.
    func next() throws(RecordingError) -> BeaconRecording.Sample? {
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
    private func sample() throws(RecordingError) -> BeaconRecording.Sample {
        RecordingReader.split(line, into: &fields)
        guard Self.fieldCounts.contains(fields.count) else {
            throw failure("has \(fields.count) fields, not 4, 7 or 16")
        }
        guard let nanoseconds = DecimalText.nanoseconds(line, fields[0]) else {
            throw failure("the time \(text(0)) is no number of seconds since 1970")
        }
        let address = line[DecimalText.trimmed(line, fields[1])]
        guard let receiver = addresses.first(where: { address.elementsEqual($0.bytes) }) else {
            throw failure("the sensors' file does not know the receiver \(text(1))")
        }
        let rssi = try number(3, "RSSI")
        guard Self.rssiDbm.contains(rssi) else {
            throw failure("the RSSI \(text(3)) lies outside -127 to 20 dBm")
        }
        var truth: LocalPosition?
        if fields.count > 4 {
            truth = LocalPosition(
                eastMetres: try coordinate(4, "x"), northMetres: try coordinate(5, "y"),
                upMetres: try coordinate(6, "z"))
        }
        // Last, so that a line that is passed over does not decide whose recording this is.
        let heard = String(decoding: line[DecimalText.trimmed(line, fields[2])], as: UTF8.self)
        guard !heard.isEmpty, heard == emitter ?? heard else {
            throw failure("it hears the emitter \(text(2)) in a recording of another one")
        }
        emitter = heard
        return BeaconRecording.Sample(
            time: UnixTime(nanoseconds: nanoseconds), sensor: receiver.sensor,
            rssDbm: Float(rssi), truth: truth)
    }

    private func coordinate(_ field: Int, _ what: String) throws(RecordingError) -> Double {
        let value = try number(field, what)
        guard abs(value) <= Self.coordinateMetresMax else {
            throw failure("the place's \(what) \(text(field)) lies in no building")
        }
        return value
    }

    private func number(_ field: Int, _ what: String) throws(RecordingError) -> Double {
        guard let value = DecimalText.double(line, fields[field]) else {
            throw failure("the \(what) \(text(field)) is no number")
        }
        return value
    }

    private func failure(_ what: String) -> RecordingError {
        RecordingError(path: path, line: lines.lineNumber, what: what)
    }

    /// A field as it stands in the file, cut where it is long.
    private func text(_ field: Int) -> String {
        let bytes = line[fields[field]]
        return
            "'\(String(decoding: bytes.prefix(40), as: UTF8.self))\(bytes.count > 40 ? "…" : "")'"
    }
}
