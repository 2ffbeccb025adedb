/// Something that a service could not do.
public struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Who can mend it, and so how a process ends.
    public enum Kind: Hashable, Sendable {
        /// Nothing more is known.
        case failure
        /// What was given to read is wrong.
        case badData
        /// The configuration names what is not there.
        case badConfiguration
        /// A broker, an engine or a directory is not available.
        case unavailable
    }

    /// Who can mend it.
    public var kind: Kind
    /// What it tried to do.
    public var operation: String
    /// Why it could not.
    public var reason: String

    /// An error from its parts.
    public init(kind: Kind = .failure, operation: String, reason: String) {
        self.kind = kind
        self.operation = operation
        self.reason = reason
    }

    /// One sentence.
    public var description: String { "cannot \(operation): \(reason)" }
}
