/// The bounds within which frames are accepted and books are kept.
public struct IntakeLimits: Hashable, Codable, Sendable {
    /// How far ahead of the region's clock a frame's time may be, seconds.
    public var futureToleranceSeconds: Double = 5
    /// The most points of a frame.
    public var pointCountMax = 4_096
    /// The most values (points × bands) of a frame: 64 KiB decoded.
    public var valueCountMax = 16_384
    /// The most bins of a coset frame's spectrum, N L: its estimate must fit into a message.
    public var binCountMax = 8_192
    /// The most sensors of a region; frames of further ones are refused.
    public var sensorCountMax = 1_024
    /// Boots of one sensor whose sequences are remembered; the oldest is forgotten.
    public var bootCountMax = 4
    /// Separate runs of sequences remembered above a gap; the oldest gap is given up beyond it.
    public var rangeCountMax = 64
    /// How long a gap may stay open before it is given up as lost, seconds.
    public var gapTimeoutSeconds: Double = 10
    /// Whether frames without a checksum are refused.
    public var requireChecksum = false

    /// The defaults.
    public init() {}
}
