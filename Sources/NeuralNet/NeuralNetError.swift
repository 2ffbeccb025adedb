/// A network that cannot be built, run, read or written, as one sentence.
public struct NeuralNetError: Error, Hashable, CustomStringConvertible, Sendable {
    /// What is wrong.
    public let description: String

    /// An error from its sentence.
    public init(_ description: String) { self.description = description }
}
