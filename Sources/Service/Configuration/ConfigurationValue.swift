/// A value as configuration files hold it.
public enum ConfigurationValue: Hashable, Sendable {
    /// A named value of a record.
    public struct Field: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: ConfigurationValue

        /// A field from its parts.
        public init(name: String, value: ConfigurationValue) {
            self.name = name
            self.value = value
        }
    }

    /// Not set.
    case none
    /// True or false.
    case truth(Bool)
    /// A whole number.
    case whole(Int)
    /// A finite number.
    case number(Double)
    /// A text.
    case text(String)
    /// Values in order.
    indirect case list([ConfigurationValue])
    /// Named values in the order of their names' table.
    indirect case record([Field])

    /// The value of a field; none where this is no record or has no such field.
    public subscript(name: String) -> ConfigurationValue {
        guard case .record(let fields) = self else { return .none }
        return fields.first { $0.name == name }?.value ?? .none
    }

    var truth: Bool? { if case .truth(let value) = self { value } else { nil } }
    var whole: Int? { if case .whole(let value) = self { value } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }
    var list: [ConfigurationValue]? { if case .list(let value) = self { value } else { nil } }
}

extension ConfigurationValue: CustomStringConvertible {
    /// The value as YAML on one line, in a form that reads back to an equal value.
    public var description: String {
        switch self {
        case .none: "null"
        case .truth(let value): "\(value)"
        case .whole(let value): "\(value)"
        case .number(let value): Self.digits(of: value)
        case .text(let value): Self.quoted(value)
        case .list(let values):
            "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .record(let fields):
            "{" + fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }

    /// The shortest digits that read back to the same number, without a needless ".0".
    private static func digits(of number: Double) -> String {
        if abs(number) < 1e15, let whole = Int(exactly: number), whole != 0 || number.sign == .plus
        {
            return "\(whole)"
        }
        return "\(number)"
    }

    /// The text, in quotes where YAML could take it for something else.
    static func quoted(_ text: String) -> String {
        let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isPlain = text.wholeMatch(of: /[A-Za-z.\/][A-Za-z0-9_.\/-]*/) != nil
        if isPlain, !words.contains(text.lowercased()), !text.hasPrefix("...") { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension ConfigurationValue: Encodable {
    /// Writes the value as JSON would hold it.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .none:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .truth(let value): try value.encode(to: encoder)
        case .whole(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .text(let value): try value.encode(to: encoder)
        case .list(let values): try values.encode(to: encoder)
        case .record(let fields):
            try Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
                .encode(to: encoder)
        }
    }
}
