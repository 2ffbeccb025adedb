/// One thing that is wrong with a configuration, with its place and, where there is one, a suggestion.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    public var origin: ConfigurationOrigin
    /// What is wrong.
    public var message: String
    /// What was probably meant.
    public var suggestion: String?

    /// An error from its parts.
    public init(origin: ConfigurationOrigin, message: String, suggestion: String? = nil) {
        self.origin = origin
        self.message = message
        self.suggestion = suggestion
    }

    /// `file:line:column: message; did you mean "…"?`.
    public var description: String {
        let place = origin == .builtIn ? "configuration" : origin.description
        return "\(place): \(message)"
            + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
    }
}

/// Everything that is wrong with a configuration, in the order of its places; never empty.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors.
    public var errors: [ConfigurationError]

    /// Some errors, at least one.
    public init(_ errors: [ConfigurationError]) {
        precondition(!errors.isEmpty, "a failure has a reason")
        self.errors = errors
    }

    /// One line an error.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}
