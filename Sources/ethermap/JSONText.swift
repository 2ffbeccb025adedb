import Foundation

/// JSON on standard output: one document, or one object a line.
enum JSONText {
    /// A value as compact JSON, keys ascending.
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// An object with one member more, a list of objects that are JSON already.
    static func text(
        of value: some Encodable, adding name: String, _ objects: [[UInt8]]
    ) throws
        -> String
    {
        "\(try text(of: value).dropLast()),\"\(name)\":\(list(objects))}"
    }

    /// Writes one document.
    static func write(_ value: some Encodable) throws {
        Terminal.write(try text(of: value))
    }

    /// A list of objects that are JSON already.
    static func list(_ objects: [[UInt8]]) -> String {
        "[" + objects.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",") + "]"
    }
}
