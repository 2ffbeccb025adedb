/// Writes configurations as YAML files.
struct ConfigurationText {
    /// What stands beside the values.
    enum Comments {
        /// Nothing.
        case none
        /// What every key means, its bounds and its default.
        case explanations
        /// Where every value comes from.
        case origins(LoadedConfiguration)
    }

    private static let width = 100
    private let comments: Comments
    private var text = ""

    /// The whole file for a configuration.
    static func text(of configuration: ServiceConfiguration, comments: Comments) -> String {
        var writer = ConfigurationText(comments: comments)
        writer.write(configuration)
        return writer.text
    }

    private init(comments: Comments) { self.comments = comments }

    private var explains: Bool { if case .explanations = comments { true } else { false } }

    private mutating func write(_ configuration: ServiceConfiguration) {
        var section = ""
        for key in ConfigurationTable.keys {
            open(key.section, after: section)
            section = key.section
            write(key, key.get(configuration))
        }
    }

    /// Writes the headings from the one section to the next.
    private mutating func open(_ section: String, after last: String) {
        let parts = section.split(separator: ".")
        let lastParts = last.split(separator: ".")
        let shared = zip(parts, lastParts).prefix { $0 == $1 }.count
        for depth in shared..<max(parts.count, shared) {
            let path = parts[...depth].joined(separator: ".")
            let indent = String(repeating: "  ", count: depth)
            if depth == 0, !text.isEmpty { text += "\n" }
            if explains, let summary = ConfigurationTable.sections[path] {
                comment(summary, indent: indent)
            }
            text += "\(indent)\(parts[depth]):\n"
        }
    }

    private mutating func write(_ key: ConfigurationKey, _ value: ConfigurationValue) {
        let depth = key.section.split(separator: ".").count
        let indent = String(repeating: "  ", count: depth)
        if explains { comment(Self.explanation(of: key), indent: indent) }
        guard case .list(let values) = value, case .list(.record, _) = key.shape, !values.isEmpty
        else {
            text += "\(indent)\(key.name): \(value)\(origin(of: key))\n"
            return
        }
        text += "\(indent)\(key.name):\(origin(of: key))\n"
        for case .record(let fields) in values {
            for (index, field) in fields.enumerated() {
                text += "\(indent)  \(index == 0 ? "-" : " ") \(field.name): \(field.value)\n"
            }
        }
    }

    private func origin(of key: ConfigurationKey) -> String {
        guard case .origins(let loaded) = comments else { return "" }
        return "  # \(loaded.origin(of: key.path))"
    }

    /// What the key means, what it may be, and what it is where nobody says.
    private static func explanation(of key: ConfigurationKey) -> String {
        var text = key.summary
        if case .list(.record(let fields), let count) = key.shape {
            text += " \(count.lowerBound) to \(count.upperBound) entries with "
            text += fields.map { field in
                let shape = field.shape
                return "\(field.name): \(field.summary) (\(shape.description))"
            }.joined(separator: "; ")
            text += "."
        } else {
            var shape = key.shape.description
            if case .choice = key.shape { shape = "one of " + shape.replacing(" or ", with: ", ") }
            text += " \(shape.prefix(1).uppercased() + shape.dropFirst())."
        }
        text +=
            key.isRequired
            ? " Required." : " Default: \(key.get(ConfigurationTable.base))."
        return text + " \(key.environmentName)"
    }

    private mutating func comment(_ words: String, indent: String) {
        var line = indent + "#"
        for word in words.split(separator: " ") {
            if line.count + 1 + word.count > Self.width {
                text += line + "\n"
                line = indent + "#"
            }
            line += " " + word
        }
        text += line + "\n"
    }
}
