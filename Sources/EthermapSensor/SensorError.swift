/// A frame that cannot be sent, told as one sentence.
public struct SensorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var reason: String

    /// An error from its reason.
    public init(reason: String) { self.reason = reason }

    /// The error as one sentence without its full stop.
    public var description: String { "cannot send the frame: \(reason)" }
}
