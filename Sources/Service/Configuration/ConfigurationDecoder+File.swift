import Yams

extension ConfigurationDecoder {
    /// Reads a document's mapping against the table; unknown keys are errors.
    mutating func walk(_ node: Node, section: String = "") -> [String: ConfigurationValue] {
        if Self.isNull(node) { return [:] }
        guard case .mapping(let mapping) = node else {
            fail(
                at: node,
                section.isEmpty
                    ? "a configuration is a mapping of sections"
                    : "\(section): expected a mapping of keys")
            return [:]
        }
        var values: [String: ConfigurationValue] = [:]
        for (keyNode, node) in mapping {
            guard let name = keyNode.scalar?.string else {
                fail(at: keyNode, "a key is a text")
                continue
            }
            let path = section.isEmpty ? name : "\(section).\(name)"
            if let key = ConfigurationTable.key(path) {
                values[path] = decode(node, as: key.shape, path: path)
            } else if ConfigurationTable.sections[path] != nil {
                values.merge(walk(node, section: path)) { first, _ in first }
            } else {
                fail(
                    at: keyNode, "unknown key \"\(path)\"",
                    suggestion: ConfigurationTable.suggestion(for: name, in: section))
            }
        }
        return values
    }

    /// The node of a value that a variable or a flag gives: texts as they stand, lists as YAML.
    mutating func node(from text: String, as shape: ConfigurationShape, path: String) -> Node? {
        switch shape {
        case .truth, .whole, .number: return Node(text, .implicit, .plain)
        case .text, .choice: return Node(text, .implicit, .doubleQuoted)
        case .optional(let shape):
            return text.isEmpty
                ? Node(text, .implicit, .plain) : node(from: text, as: shape, path: path)
        case .list, .numberOrPair, .record:
            do {
                return try Yams.compose(yaml: text) ?? Node("", .implicit, .plain)
            } catch {
                fail(
                    at: Node(""), "\(path): expected \(shape.description) in YAML, got \"\(text)\"")
                return nil
            }
        }
    }
}

extension ConfigurationTable {
    /// What an unknown key of a section was probably meant to be, as a full path.
    static func suggestion(for name: String, in section: String) -> String? {
        let prefix = section.isEmpty ? "" : section + "."
        let path = prefix + name
        let names = keys.map(\.path) + sections.keys
        let siblings = names.filter { $0.hasPrefix(prefix) }
            .map { $0.dropFirst(prefix.count) }
            .filter { !$0.contains(".") }.map(String.init)
        if let near = EditDistance.similar(to: name, among: siblings) { return prefix + near }
        // A key in the wrong section, or a dotted path at the top.
        let namesakes = names.filter { $0.hasSuffix("." + name) }
        if namesakes.count == 1 { return namesakes[0] }
        if let near = EditDistance.similar(to: path, among: keys.map(\.path)) { return near }
        return EditDistance.related(to: name, among: siblings).map { prefix + $0 }
    }
}
