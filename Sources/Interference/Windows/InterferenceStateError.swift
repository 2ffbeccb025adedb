/// A warm state that no mapper wrote.
public struct InterferenceStateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, a phrase.
    public var reason: String

    /// One sentence.
    public var description: String {
        "The state of a map of interference cannot be read: \(reason)."
    }
}
