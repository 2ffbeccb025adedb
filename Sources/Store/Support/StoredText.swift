import Foundation

/// Text as the store keeps it.
enum StoredText {
    /// Text without NUL, which would end it early in SQLite, and within a limit of UTF-8 bytes.
    static func clean(_ text: String, bytesMax: Int = 4_096) -> String {
        let bytes = text.utf8
        guard bytes.count > bytesMax || bytes.contains(0) else { return text }
        let kept = bytes.prefix(bytesMax).map { $0 == 0 ? UInt8(ascii: "?") : $0 }
        return String(decoding: kept, as: UTF8.self)
    }

    /// A value as JSON with sorted keys; numbers survive exactly, NaN and infinities as words.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads what ``json(_:)`` wrote.
    static func value<Value: Decodable>(_ type: Value.Type, fromJSON text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(text.utf8))
    }
}
