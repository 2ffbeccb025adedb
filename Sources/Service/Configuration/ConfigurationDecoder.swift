import Yams

/// Turns nodes of YAML into values of a shape, and finds everything that is wrong on the way.
struct ConfigurationDecoder {
    /// Where the nodes come from; of a file's nodes the line and column are their own.
    let source: ConfigurationOrigin
    /// What is wrong, in the order in which it was found.
    private(set) var errors: [ConfigurationError] = []
    /// Where each decoded path is, elements of lists (`region.bands[0].name`) included.
    private(set) var origins: [String: ConfigurationOrigin] = [:]

    init(source: ConfigurationOrigin) { self.source = source }

    /// The place of a node.
    func origin(of node: Node) -> ConfigurationOrigin {
        guard case .file(let path, _, _) = source, let mark = node.mark else { return source }
        return .file(path: path, line: mark.line, column: mark.column)
    }

    /// Adds an error at a node.
    mutating func fail(at node: Node, _ message: String, suggestion: String? = nil) {
        errors.append(
            ConfigurationError(
                origin: origin(of: node), message: message, suggestion: suggestion))
    }

    /// The value of a node, or `nil` and at least one error.
    mutating func decode(
        _ node: Node, as shape: ConfigurationShape, path: String
    ) -> ConfigurationValue? {
        origins[path] = origin(of: node)
        switch (shape, node) {
        case (.optional, _) where Self.isNull(node): return ConfigurationValue.none
        case (.optional(let shape), _): return decode(node, as: shape, path: path)
        case (.list(let element, let count), .sequence(let nodes)):
            return list(nodes, of: element, count: count, node: node, path: path)
        case (.numberOrPair(let range), .sequence(let nodes)):
            let pair = ConfigurationShape.list(of: .number(range), count: 2...2)
            guard nodes.count == 2 else { return mismatch(node, shape, path) }
            return decode(node, as: pair, path: path)
        case (.numberOrPair(let range), .scalar):
            return decode(node, as: .number(range), path: path)
        case (.record(let fields), .mapping(let mapping)):
            return record(mapping, fields: fields, node: node, path: path)
        case (_, .scalar(let scalar)) where !Self.isNull(node):
            return value(of: scalar, as: shape) ?? mismatch(node, shape, path)
        default: return mismatch(node, shape, path)
        }
    }

    private mutating func list(
        _ nodes: Node.Sequence, of element: ConfigurationShape, count: ClosedRange<Int>,
        node: Node, path: String
    ) -> ConfigurationValue? {
        guard count.contains(nodes.count) else {
            fail(
                at: node,
                "\(path): expected \(count.lowerBound) to \(count.upperBound) elements, "
                    + "got \(nodes.count)")
            return nil
        }
        var values: [ConfigurationValue] = []
        for (index, node) in nodes.enumerated() {
            if let value = decode(node, as: element, path: "\(path)[\(index)]") {
                values.append(value)
            }
        }
        return values.count == nodes.count ? .list(values) : nil
    }

    private mutating func record(
        _ mapping: Node.Mapping, fields: [ConfigurationShape.Field], node: Node, path: String
    ) -> ConfigurationValue? {
        let errorCount = errors.count
        var known: [String: ConfigurationValue] = [:]
        var given: Set<String> = []
        for (key, node) in mapping {
            let name = key.scalar?.string ?? ""
            given.insert(name)
            guard let field = fields.first(where: { $0.name == name }) else {
                let near = EditDistance.nearest(to: name, among: fields.map(\.name))
                fail(at: key, "unknown key \"\(name)\" in \(path)", suggestion: near)
                if let near { given.insert(near) }
                continue
            }
            known[name] = decode(node, as: field.shape, path: "\(path).\(name)")
        }
        for field in fields where !given.contains(field.name) {
            fail(at: node, "\(path): \"\(field.name)\" is missing (\(field.summary))")
        }
        guard errors.count == errorCount else { return nil }
        return .record(
            fields.map { .init(name: $0.name, value: known[$0.name] ?? .none) })
    }

    private func value(
        of scalar: Node.Scalar, as shape: ConfigurationShape
    ) -> ConfigurationValue? {
        let text = scalar.string
        let isPlain = scalar.style == .plain || scalar.style == .any
        switch shape {
        case .truth:
            return isPlain ? Bool(text).map { .truth($0) } : nil
        case .whole(let range):
            guard isPlain, let number = Int(text), range.contains(number) else { return nil }
            return .whole(number)
        case .number(let range):
            guard isPlain, Self.isDecimal(text), let number = Double(text),
                range.contains(number)
            else { return nil }
            return .number(number)
        case .text(let rule):
            return rule.allows(text) ? .text(text) : nil
        case .choice(let words):
            return words.first { $0.lowercased() == text.lowercased() }.map { .text($0) }
        case .optional, .list, .numberOrPair, .record:
            return nil
        }
    }

    /// Says what was expected and what is there.
    private mutating func mismatch(
        _ node: Node, _ shape: ConfigurationShape, _ path: String
    ) -> ConfigurationValue? {
        var suggestion: String?
        if case .choice(let words) = shape, let text = node.scalar?.string {
            suggestion = EditDistance.nearest(to: text, among: words)
        }
        fail(
            at: node, "\(path): expected \(shape.description), got \(Self.description(of: node))",
            suggestion: suggestion)
        return nil
    }

    private static func description(of node: Node) -> String {
        switch node {
        case .scalar where isNull(node): return "nothing"
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let isNumber = isPlain && isDecimal(scalar.string)
            let text = scalar.string.count > 60 ? scalar.string.prefix(60) + "…" : scalar.string
            return isNumber ? text : ConfigurationValue.quoted(text)
        case .sequence(let nodes): return "a list of \(nodes.count)"
        case .mapping: return "a mapping"
        case .alias: return "an alias"
        }
    }

    private static func isDecimal(_ text: String) -> Bool {
        text.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil
    }

    /// Whether a node says that there is no value.
    static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node,
            scalar.style == .plain || scalar.style == .any
        else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
