import Model

/// What a sensor is told, on its client's own thread.
public enum SensorEvent: Sendable {
    /// The broker takes frames.
    case ready
    /// The connection is gone, or an attempt failed; frames wait in the ring.
    case disconnected(reason: String, retryInSeconds: Double)
    /// The engine has everything up to a sequence: durable, refused or given up as lost.
    case acknowledged(throughSequence: UInt64)
    /// The engine refused a frame: mend what it says, the frame itself will not be wanted again.
    case rejected(Rejection)
    /// The ring was full: the oldest frame was dropped before the engine had it.
    case dropped(sequence: UInt64)
}

/// What a sensor's client has done so far.
public struct SensorStatistics: Hashable, Sendable {
    /// Frames handed over; also the last sequence.
    public var sentCount: UInt64 = 0
    /// The engine has everything up to this sequence.
    public var acknowledgedThrough: UInt64 = 0
    /// Frames sent again.
    public var resentCount: UInt64 = 0
    /// Frames that left the ring unacknowledged, because it was full.
    public var droppedCount: UInt64 = 0
    /// Frames that the engine refused, by its own count.
    public var rejectedCount: UInt64 = 0
    /// Frames that the engine gave up as lost, by its own count.
    public var lostCount: UInt64 = 0
    /// Samples of coset captures that stood at the end of the converter's range.
    public var clippedSampleCount: UInt64 = 0
    /// Frames in the ring.
    public var unacknowledgedCount = 0

    /// Nothing done yet.
    public init() {}
}
