import Model

/// One value that a simulated flight's receiver puts out, with what is true of it.
public struct FlightSample: Hashable, Sendable {
    /// When, seconds from take-off.
    public var seconds: Double
    /// Where the receiver was.
    public var position: LocalPosition
    /// Where it believed to be.
    public var reportedPosition: LocalPosition
    /// What it read, dBm of its own uncalibrated kind.
    public var powerDbm: Double
    /// Whether it was deaf.
    public var isDeaf: Bool
    /// Whether the value is a spike.
    public var isSpike: Bool
}
