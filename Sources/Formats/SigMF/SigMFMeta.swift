import Foundation
import Model

/// A SigMF description as its JSON has it; keys that are not read are passed over, as SigMF asks.
struct SigMFMeta: Decodable {
    /// What holds for the whole recording.
    struct Global: Decodable {
        var datatype: String
        var sampleRateHz: Double?
        var channelCount: Int?
        var dataset: String?
        var geolocation: Place?

        enum CodingKeys: String, CodingKey {
            case datatype = "core:datatype"
            case sampleRateHz = "core:sample_rate"
            case channelCount = "core:num_channels"
            case dataset = "core:dataset"
            case geolocation = "core:geolocation"
        }
    }

    /// One tuning.
    struct Capture: Decodable {
        var sampleStart: Int
        var frequencyHz: Double?
        var datetime: String?
        var geolocation: Place?
        var headerBytes: Int?

        enum CodingKeys: String, CodingKey {
            case sampleStart = "core:sample_start"
            case frequencyHz = "core:frequency"
            case datetime = "core:datetime"
            case geolocation = "core:geolocation"
            case headerBytes = "core:header_bytes"
        }
    }

    /// A point as GeoJSON writes it: longitude, latitude, height above the ellipsoid.
    struct Place: Decodable {
        var coordinates: [Double]
    }

    var global: Global
    var captures: [Capture]
}

extension SigMFRecording {
    /// Reads a description.
    static func meta(at path: String) throws(RecordingError) -> SigMFMeta {
        func failure(_ what: String) -> RecordingError { RecordingError(path: path, what: what) }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw failure("there is no such file, or it cannot be read")
        }
        guard data.count <= metaByteCountMax else { throw failure("it is too large") }
        do {
            return try JSONDecoder().decode(SigMFMeta.self, from: data)
        } catch let error as DecodingError {
            throw failure(text(of: error))
        } catch {
            throw failure("it is not JSON")
        }
    }

    /// The tunings that a description tells, in order, the last up to the end.
    static func captures(
        of meta: SigMFMeta, sampleCount: Int
    ) throws(RecordingError) -> [Capture] {
        func failure(_ what: String) -> RecordingError { RecordingError(path: "", what: what) }
        guard meta.captures.count <= captureCountMax else { throw failure("too many captures") }
        var captures: [Capture] = []
        let starts = meta.captures.map(\.sampleStart)
        guard starts.allSatisfy({ $0 >= 0 }),
            zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw failure("'captures' do not ascend by 'core:sample_start'") }
        for (index, told) in meta.captures.enumerated() {
            guard told.headerBytes ?? 0 == 0 else {
                throw failure("'core:header_bytes' within the samples are not read")
            }
            if let frequency = told.frequencyHz, !(frequency.isFinite && abs(frequency) <= 1e12) {
                throw failure("'core:frequency' of capture \(index) is \(frequency)")
            }
            let end = index + 1 < starts.count ? min(starts[index + 1], sampleCount) : sampleCount
            guard told.sampleStart < end else { continue }
            captures.append(
                Capture(
                    samples: told.sampleStart..<end, frequencyHz: told.frequencyHz,
                    time: try told.datetime.map { text throws(RecordingError) in
                        try Self.time(text)
                    },
                    position: try (told.geolocation ?? meta.global.geolocation)
                        .map { place throws(RecordingError) in try Self.position(place) }))
        }
        if captures.isEmpty, meta.captures.isEmpty {
            captures = [Capture(samples: 0..<sampleCount)]
        }
        guard !captures.isEmpty else { throw failure("no capture begins within the samples") }
        return captures
    }

    private static func time(_ text: String) throws(RecordingError) -> UnixTime {
        for fraction in [true, false] {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fraction)
            if let date = try? Date(text, strategy: style), date.timeIntervalSince1970 >= 0 {
                return UnixTime(seconds: date.timeIntervalSince1970)
            }
        }
        throw RecordingError(
            path: "", what: "'core:datetime' is '\(text.prefix(40))', no ISO 8601 time")
    }

    private static func position(
        _ place: SigMFMeta.Place
    ) throws(RecordingError) -> GeodeticPosition {
        let numbers = place.coordinates
        guard (2...3).contains(numbers.count), abs(numbers[0]) <= 180, abs(numbers[1]) <= 90,
            numbers.allSatisfy(\.isFinite)
        else {
            throw RecordingError(
                path: "", what: "'core:geolocation' is not longitude, latitude and height")
        }
        return GeodeticPosition(
            latitudeDegrees: numbers[1], longitudeDegrees: numbers[0],
            altitudeMetres: numbers.count > 2 ? numbers[2] : 0)
    }

    private static func text(of error: DecodingError) -> String {
        func name(_ path: [any CodingKey]) -> String {
            path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "'\(name(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            return context.codingPath.isEmpty
                ? "it is no SigMF description"
                : "'\(name(context.codingPath))' is not what it must be"
        @unknown default: return "it is no SigMF description"
        }
    }
}
