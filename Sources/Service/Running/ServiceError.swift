/// Something that a service could not do.
public struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What it tried to do.
    public var operation: String
    /// Why it could not.
    public var reason: String

    /// An error from its parts.
    public init(operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    /// One sentence.
    public var description: String { "cannot \(operation): \(reason)" }
}
