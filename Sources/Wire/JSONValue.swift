/// What a mirror's key may hold.
enum JSONValue: Encodable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(UInt64)
    /// A finite number.
    case number(Double)
    /// Finite numbers.
    case numbers([Double])
    /// Texts.
    case texts([String])
    /// Objects.
    case objects([[String: JSONValue]])

    /// A number, or `nil` where JSON has no word for it.
    init?(finite number: Double) {
        guard number.isFinite else { return nil }
        self = .number(number)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .numbers(let values): try container.encode(values)
        case .texts(let values): try container.encode(values)
        case .objects(let values): try container.encode(values)
        }
    }
}
