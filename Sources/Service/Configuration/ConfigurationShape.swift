/// What a key's value must look like.
enum ConfigurationShape: Sendable {
    /// What a text must be.
    enum TextRule: Sendable {
        /// 1 to 32 characters of `[a-z0-9-]`, because it becomes part of a topic.
        case segment
        /// One line of 1 to 200 characters for people.
        case name
        /// A path of the file system, relative to the working directory or absolute.
        case path
        /// A host's name or address.
        case host
    }

    /// A field of a record.
    struct Field: Sendable {
        let name: String
        let shape: ConfigurationShape
        let summary: String

        init(_ name: String, _ shape: ConfigurationShape, _ summary: String) {
            self.name = name
            self.shape = shape
            self.summary = summary
        }
    }

    case truth
    case whole(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case text(TextRule)
    case choice([String])
    /// The shape, or null.
    indirect case optional(ConfigurationShape)
    indirect case list(of: ConfigurationShape, count: ClosedRange<Int>)
    /// One number for both, or [east, north].
    case numberOrPair(ClosedRange<Double>)
    /// A mapping that must have all these fields.
    case record([Field])

    /// The shape in words, with its bounds.
    var description: String {
        switch self {
        case .truth: "true or false"
        case .whole(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(Self.text(of: range))"
        case .text(.segment): "a name of 1 to 32 characters a-z, 0-9 and -"
        case .text(.name): "a text of 1 to 200 characters"
        case .text(.path): "a path"
        case .text(.host): "a host name or address"
        case .choice(let words):
            words.count == 1
                ? words[0]
                : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        case .optional(let shape): shape.description + ", or null"
        case .list(let shape, let count):
            "a list of \(count.lowerBound) to \(count.upperBound), each \(shape.description)"
        case .numberOrPair(let range):
            "a number from \(Self.text(of: range)), or two of them as [east, north]"
        case .record(let fields):
            "a mapping with " + fields.map(\.name).joined(separator: ", ")
        }
    }

    private static func text(of range: ClosedRange<Double>) -> String {
        "\(ConfigurationValue.number(range.lowerBound)) to "
            + "\(ConfigurationValue.number(range.upperBound))"
    }
}

extension ConfigurationShape.TextRule {
    /// Whether a text obeys the rule.
    func allows(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard !scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return false
        }
        return switch self {
        case .segment: text.wholeMatch(of: /[a-z0-9-]{1,32}/) != nil
        case .name: (1...200).contains(scalars.count)
        case .path: (1...4_095).contains(text.utf8.count)
        case .host:
            (1...253).contains(text.utf8.count) && text.wholeMatch(of: /[A-Za-z0-9_.:%-]+/) != nil
        }
    }
}
