/// Training that cannot begin or go on, as one sentence.
public struct TrainingError: Error, Hashable, CustomStringConvertible, Sendable {
    /// What is wrong.
    public let description: String

    /// An error from its sentence.
    public init(_ description: String) { self.description = description }
}
