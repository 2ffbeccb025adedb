/// A simulated flight's receiver: its unknown calibration and its failures.
///
/// All failures were seen in recorded flights (AERPAW Find-a-Rover): a deaf state until the first
/// acquisition that comes back later, spikes, gaps, misplaced samples.
public struct FlightReceiver: Hashable, Sendable {
    /// What its readings have too much, decibels; nobody is told.
    public var constantDb = 0.0
    /// How much weaker everything reads in the deaf state, decibels; 0 for a receiver without one.
    public var deafDb = 0.0
    /// Until when it is deaf at first, seconds from take-off.
    public var firstHearingSeconds = 0.0
    /// How often it falls deaf again, times a minute of hearing.
    public var relapsesPerMinute = 0.0
    /// How long it then is deaf on average, seconds.
    public var relapseSeconds = 20.0
    /// Share of the samples that are spikes, 0 to 1.
    public var spikeShare = 0.0
    /// How far spikes are off, up or down, decibels.
    public var spikeDb = 8.0...25.0
    /// Times without any sample.
    public var gapCount = 0
    /// Duration of a gap, seconds.
    public var gapSeconds = 10.0
    /// Standard deviation of each reported place, metres along each horizontal axis.
    public var positionNoiseMetres = 0.5
    /// Standard deviation of what all reported places have in common, metres along each axis.
    public var positionBiasMetres = 0.0

    /// A sound receiver, to be changed field by field.
    public init() {}
}
