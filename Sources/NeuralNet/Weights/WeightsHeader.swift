import Foundation

/// The JSON header of a safetensors file, checked against the rules of the format.
struct WeightsHeader {
    /// Where one tensor lies.
    struct Entry {
        var name: String
        var type: WeightsFile.ElementType
        var shape: [Int]
        /// Bytes from the beginning of the data.
        var bytes: Range<Int>
    }

    /// The key that holds no tensor.
    static let metadataName = "__metadata__"
    /// The most tensors that are read.
    static let tensorCountMax = 65_536
    /// The most axes that a tensor may have.
    static let axisCountMax = 8

    /// Tensors in the order of their bytes.
    var entries: [Entry] = []
    /// The file's own words.
    var metadata: [String: String] = [:]

    init(entries: [Entry], metadata: [String: String]) {
        self.entries = entries
        self.metadata = metadata
    }

    /// Parses a header; the data that it speaks of has some bytes, all of which it must account for.
    ///
    /// Throws a sentence without the file's name.
    init(json: Data, dataByteCount: Int) throws(NeuralNetError) {
        guard json.first == UInt8(ascii: "{") else {
            throw NeuralNetError("its header does not begin with '{'")
        }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: json)
        } catch let error as DecodingError {
            throw NeuralNetError("its header is wrong: \(Self.text(of: error))")
        } catch {
            throw NeuralNetError("its header is not JSON")
        }
        guard document.tensors.count <= Self.tensorCountMax else {
            throw NeuralNetError("its header names more than \(Self.tensorCountMax) tensors")
        }
        metadata = document.metadata
        for (name, raw) in document.tensors { entries.append(try Self.entry(name, raw)) }
        entries.sort { ($0.bytes.lowerBound, $0.name) < ($1.bytes.lowerBound, $1.name) }
        var end = 0
        for entry in entries {
            guard entry.bytes.lowerBound == end else {
                throw NeuralNetError(
                    "tensor '\(entry.name)' begins at byte \(entry.bytes.lowerBound) of the data, "
                        + (entry.bytes.lowerBound < end ? "inside another" : "after a gap"))
            }
            end = entry.bytes.upperBound
        }
        guard end == dataByteCount else {
            throw NeuralNetError(
                "its header accounts for \(end) bytes of data, and there are \(dataByteCount)")
        }
    }

    /// The header's bytes, padded with spaces to a multiple of eight, its length before it.
    var encoded: [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }
                .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
            members.append("\(Self.quoted(Self.metadataName)):{\(pairs.joined(separator: ","))}")
        }
        for entry in entries {
            let shape = entry.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(Self.quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\","
                    + "\"shape\":[\(shape)],\"data_offsets\":"
                    + "[\(entry.bytes.lowerBound),\(entry.bytes.upperBound)]}")
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        return (0..<8).map { UInt8(truncatingIfNeeded: UInt64(text.count) >> (8 * $0)) } + text
    }

    private static func entry(_ name: String, _ raw: RawEntry) throws(NeuralNetError) -> Entry {
        let shown = "tensor '\(name.prefix(80))'"
        guard !name.isEmpty else { throw NeuralNetError("a tensor has no name") }
        guard let type = WeightsFile.ElementType(rawValue: raw.dtype) else {
            throw NeuralNetError(
                "\(shown) is of the type \(raw.dtype.prefix(20)); F32 and F16 are read")
        }
        guard raw.shape.count <= axisCountMax, raw.shape.allSatisfy({ $0 >= 0 }) else {
            throw NeuralNetError("\(shown) has no shape")
        }
        guard raw.offsets.count == 2, raw.offsets[0] >= 0, raw.offsets[1] >= raw.offsets[0] else {
            throw NeuralNetError("\(shown) has no place in the data")
        }
        var size = type.byteCount
        for extent in raw.shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw NeuralNetError("\(shown) has no possible shape") }
            size = product
        }
        guard size == raw.offsets[1] - raw.offsets[0] else {
            throw NeuralNetError(
                "\(shown) of the shape \(raw.shape) takes \(size) bytes, and its place has "
                    + "\(raw.offsets[1] - raw.offsets[0])")
        }
        return Entry(
            name: name, type: type, shape: raw.shape, bytes: raw.offsets[0]..<raw.offsets[1])
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                quoted += "\\u" + String(format: "%04x", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func text(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "'\(name(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not the JSON that it must be"
                : "'\(name(context.codingPath))' is not what it must be"
        @unknown default: "it cannot be read"
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        String(path.map(\.stringValue).joined(separator: ".").prefix(120))
    }
}

/// The header's members as JSON has them.
private struct Document: Decodable {
    var metadata: [String: String] = [:]
    var tensors: [(name: String, entry: RawEntry)] = []

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: AnyKey.self)
        for key in members.allKeys {
            if key.stringValue == WeightsHeader.metadataName {
                metadata = try members.decode([String: String].self, forKey: key)
            } else {
                tensors.append((key.stringValue, try members.decode(RawEntry.self, forKey: key)))
            }
        }
    }
}

private struct RawEntry: Decodable {
    enum CodingKeys: String, CodingKey {
        case dtype
        case shape
        case offsets = "data_offsets"
    }

    var dtype: String
    var shape: [Int]
    var offsets: [Int]
}

private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
