/// Why a spectrum cannot be sensed: one sentence.
public struct SensingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence, without a full stop.
    public let description: String

    /// An error with its sentence.
    public init(_ description: String) { self.description = description }
}
