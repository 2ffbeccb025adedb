/// One key of the configuration: everything that reading, writing and explaining it need.
struct ConfigurationKey: Sendable {
    typealias Property<Value> = WritableKeyPath<ServiceConfiguration, Value> & Sendable

    /// The key's full name, sections joined by dots.
    let path: String
    /// What its value must look like.
    let shape: ConfigurationShape
    /// What it means, one or two sentences with the unit.
    let summary: String
    /// Whether there is no default.
    let isRequired: Bool
    /// Reads it from a configuration.
    let get: @Sendable (ServiceConfiguration) -> ConfigurationValue
    /// Writes a value of the key's shape into a configuration.
    let set: @Sendable (inout ServiceConfiguration, ConfigurationValue) -> Void

    init(
        _ path: String, _ shape: ConfigurationShape, isRequired: Bool = false, _ summary: String,
        get: @escaping @Sendable (ServiceConfiguration) -> ConfigurationValue,
        set: @escaping @Sendable (inout ServiceConfiguration, ConfigurationValue) -> Void
    ) {
        self.path = path
        self.shape = shape
        self.summary = summary
        self.isRequired = isRequired
        self.get = get
        self.set = set
    }

    /// The environment variable that sets the key.
    var environmentName: String {
        "ETHERMAP_" + path.uppercased().replacing(".", with: "_")
    }

    /// The section that holds the key; empty at the top.
    var section: String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
    }

    /// The key's name in its section.
    var name: String {
        path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Whether the value decides what an engine makes of its frames.
    ///
    /// Where weights lie does not: they count themselves.
    var decidesResults: Bool {
        path != "estimation.weights"
            && !["mqtt", "store", "log"].contains(String(path.prefix { $0 != "." }))
    }
}

// One initialiser for each type of property.
extension ConfigurationKey {
    init(
        _ path: String, _ property: Property<Double>, _ range: ClosedRange<Double>,
        isRequired: Bool = false, _ summary: String
    ) {
        self.init(path, .number(range), isRequired: isRequired, summary) {
            .number($0[keyPath: property])
        } set: {
            $0[keyPath: property] = $1.number ?? $0[keyPath: property]
        }
    }

    init(
        _ path: String, _ property: Property<Int>, _ range: ClosedRange<Int>, _ summary: String
    ) {
        self.init(path, .whole(range), summary) {
            .whole($0[keyPath: property])
        } set: {
            $0[keyPath: property] = $1.whole ?? $0[keyPath: property]
        }
    }

    init(
        _ path: String, _ property: Property<Int64>, _ range: ClosedRange<Int>, _ summary: String
    ) {
        self.init(path, .whole(range), summary) {
            .whole(Int($0[keyPath: property]))
        } set: {
            $0[keyPath: property] = $1.whole.map(Int64.init) ?? $0[keyPath: property]
        }
    }

    init(_ path: String, _ property: Property<Bool>, _ summary: String) {
        self.init(path, .truth, summary) {
            .truth($0[keyPath: property])
        } set: {
            $0[keyPath: property] = $1.truth ?? $0[keyPath: property]
        }
    }

    init(
        _ path: String, _ property: Property<String>, _ rule: ConfigurationShape.TextRule,
        _ summary: String
    ) {
        self.init(path, .text(rule), summary) {
            .text($0[keyPath: property])
        } set: {
            $0[keyPath: property] = $1.text ?? $0[keyPath: property]
        }
    }

    init(
        _ path: String, _ property: Property<String>, choices: [String], _ summary: String
    ) {
        self.init(path, .choice(choices), summary) {
            .text($0[keyPath: property])
        } set: {
            $0[keyPath: property] = $1.text ?? $0[keyPath: property]
        }
    }

    init(
        _ path: String, _ property: Property<String?>, _ rule: ConfigurationShape.TextRule,
        _ summary: String
    ) {
        self.init(path, .optional(.text(rule)), summary) {
            $0[keyPath: property].map { .text($0) } ?? .none
        } set: {
            $0[keyPath: property] = $1.text
        }
    }

    init<Choice: RawRepresentable<String> & Sendable>(
        _ path: String, _ property: Property<Choice>, oneOf choices: [Choice], _ summary: String
    ) {
        self.init(path, .choice(choices.map(\.rawValue)), summary) {
            .text($0[keyPath: property].rawValue)
        } set: {
            $0[keyPath: property] =
                $1.text.flatMap(Choice.init(rawValue:)) ?? $0[keyPath: property]
        }
    }
}
