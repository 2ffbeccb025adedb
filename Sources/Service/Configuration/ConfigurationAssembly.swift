import Yams

/// A configuration while its layers are put on each other.
struct ConfigurationAssembly {
    /// The file, for errors about what nobody has set.
    let path: String?
    var value = ConfigurationTable.base
    var errors: [ConfigurationError] = []
    var warnings: [String] = []
    /// Where each path was set last, elements of lists included.
    private var origins: [String: ConfigurationOrigin] = [:]
    /// Keys of which some layer is wrong: checks across keys leave them out.
    private var failed: Set<String> = []
    /// Whether there was a file and it was not YAML: then nobody knows what is missing.
    private var isUnreadable = false

    init(path: String?) { self.path = path }

    /// Puts a file on top.
    mutating func apply(file: String, text: String) {
        var decoder = ConfigurationDecoder(source: .file(path: file, line: 0, column: 0))
        do {
            guard let root = try Yams.compose(yaml: text) else { return }
            let values = decoder.walk(root)
            for key in ConfigurationTable.keys where decoder.origins[key.path] != nil {
                take(values[key.path], for: key, from: decoder)
            }
            errors += decoder.errors
        } catch let error as YamlError {
            isUnreadable = true
            errors.append(ConfigurationError(error, file: file))
        } catch {
            errors.append(
                ConfigurationError(
                    origin: .file(path: file, line: 0, column: 0), message: "\(error)"))
        }
    }

    /// Puts one value on top.
    mutating func apply(
        _ text: String, to key: ConfigurationKey, from source: ConfigurationOrigin
    ) {
        var decoder = ConfigurationDecoder(source: source)
        let node = decoder.node(from: text, as: key.shape, path: key.path)
        let value = node.flatMap { decoder.decode($0, as: key.shape, path: key.path) }
        take(value, for: key, from: decoder)
        errors += decoder.errors
    }

    private mutating func take(
        _ value: ConfigurationValue?, for key: ConfigurationKey, from decoder: ConfigurationDecoder
    ) {
        origins = origins.filter { path, _ in !path.hasPrefix(key.path + "[") }
        for (path, origin) in decoder.origins
        where path == key.path || path.hasPrefix(key.path + "[") {
            origins[path] = origin
        }
        guard let value else {
            failed.insert(key.path)
            return
        }
        key.set(&self.value, value)
    }

    /// Looks at what no key can tell alone.
    mutating func check() {
        guard !isUnreadable else { return }
        for key in ConfigurationTable.keys
        where key.isRequired && origins[key.path] == nil && !failed.contains(key.path) {
            failed.insert(key.path)
            let place = path.map { ConfigurationOrigin.file(path: $0, line: 1, column: 1) }
            errors.append(
                ConfigurationError(
                    origin: place ?? .builtIn,
                    message: "\"\(key.path)\" is missing (\(key.shape.description)); "
                        + "'ethermap config sample' shows every key"))
        }
        for finding in ConfigurationChecks.findings(in: value)
        where !finding.keys.contains(where: failed.contains) {
            errors.append(
                ConfigurationError(
                    origin: origin(ofPath: finding.path), message: finding.message,
                    suggestion: finding.suggestion))
        }
    }

    /// Reads the city that the configuration names, once nothing else is wrong.
    ///
    /// A path in a file is relative to that file; in a variable or a flag, to the working directory.
    mutating func readCity() {
        guard errors.isEmpty, let file = value.cityFile else { return }
        let origin = origin(ofPath: "region.city")
        do {
            value.engine.city = try CityFile.city(
                at: Self.path(file, from: origin), over: value.engine.region.grid)
        } catch {
            errors.append(
                ConfigurationError(origin: origin, message: "region.city: \(error)"))
        }
    }

    /// Reads the weights of the network that the configuration names, once nothing else is wrong.
    mutating func readWeights() {
        guard errors.isEmpty else { return }
        let key = value.weightsFolder == nil ? "estimation.interference" : "estimation.weights"
        let origin = origin(ofPath: key)
        do {
            try value.readWeights(
                in: WeightsFolder.folders(
                    configured: value.weightsFolder.map { Self.path($0, from: origin) }))
        } catch {
            errors.append(ConfigurationError(origin: origin, message: "\(key): \(error)"))
        }
    }

    /// A path as a file, a variable or a flag gives it, from the working directory.
    private static func path(_ path: String, from origin: ConfigurationOrigin) -> String {
        guard case .file(let source, _, _) = origin, !path.hasPrefix("/"),
            let end = source.lastIndex(of: "/")
        else { return path }
        return String(source[...end]) + path
    }

    /// Where a path was set: itself, or the list that it is an element of.
    private func origin(ofPath path: String) -> ConfigurationOrigin {
        var path = path
        while true {
            if let origin = origins[path] { return origin }
            guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
            path = String(path[..<end])
        }
        return .builtIn
    }

    /// The configuration, or everything that is wrong, files first and by line.
    func finished() throws(ConfigurationErrors) -> LoadedConfiguration {
        guard errors.isEmpty else {
            let ordered = errors.enumerated().sorted { left, right in
                let ranks = (Self.rank(left.element), Self.rank(right.element))
                return ranks.0 == ranks.1 ? left.offset < right.offset : ranks.0 < ranks.1
            }
            throw ConfigurationErrors(ordered.map(\.element))
        }
        return LoadedConfiguration(
            value: value, origins: origins.filter { ConfigurationTable.key($0.key) != nil },
            warnings: warnings)
    }

    private static func rank(_ error: ConfigurationError) -> (Int, Int, Int) {
        switch error.origin {
        case .file(_, let line, let column): (0, line, column)
        case .environment: (1, 0, 0)
        case .flag: (2, 0, 0)
        case .builtIn: (3, 0, 0)
        }
    }
}

extension ConfigurationError {
    /// What the YAML parser found.
    init(_ error: YamlError, file: String) {
        func place(_ mark: Mark) -> ConfigurationOrigin {
            .file(path: file, line: mark.line, column: mark.column)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(origin: place(mark), message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(
                origin: place(context.mark),
                message: names.count == 1 ? "\(list) is given twice" : "\(list) are given twice")
        default:
            self.init(
                origin: .file(path: file, line: 0, column: 0),
                message: "not YAML: \(error)".replacing("\n", with: " "))
        }
    }
}
