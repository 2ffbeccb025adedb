/// A stored state that the engine cannot continue from.
public struct EngineStateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public var reason: String

    /// An error with its reason.
    public init(reason: String) { self.reason = reason }

    /// One sentence.
    public var description: String { "the stored engine state cannot be used: \(reason)" }
}
