/// Everything that one simulated flight over a hidden emitter can be told.
///
/// The region is a square with its south-west corner at the local origin.
public struct FlightScenarioConfiguration: Hashable, Sendable {
    /// The region's side, metres; the emitter is somewhere in it.
    public var extentMetres = 512.0
    /// The city's statistics; open ground where `nil`.
    public var city: CityShape?
    /// Whether the city would be known to who localises; nothing here depends on it.
    public var isCityKnown = true
    /// The radio channel; on open ground every link is clear.
    public var channel = ChannelParameters(
        clear: LinkClassParameters(interceptDb: 40, exponent: 3, shadowingDb: 5), snapshotCount: 4)
    /// Radiated power, dBm (EIRP).
    public var eirpDbm = 30.0
    /// Height of the emitter's antenna above the ground, metres.
    public var emitterHeightMetres = 1.5
    /// What both antennas' elevation patterns take away towards the zenith, decibels; 0 for none.
    public var elevationNullDb = 0.0
    /// How the UAV flies.
    public var pattern = FlightPattern.lawnMower
    /// Side of the square that the UAV flies over, as a share of the region's.
    public var flownShare = 0.8
    /// Height of flight, metres.
    public var altitudeMetres = 60.0
    /// How far the height swings to either side, metres.
    public var altitudeSwingMetres = 0.0
    /// Speed, metres per second.
    public var speedMetresPerSecond = 10.0
    /// Duration from take-off on, seconds.
    public var durationSeconds = 480.0
    /// Samples a second.
    public var sampleRateHz = 5.0
    /// Stays in mid-air.
    public var hoverCount = 0
    /// Duration of a stay, seconds.
    public var hoverSeconds = 30.0
    /// The receiver and what fails in it.
    public var receiver = FlightReceiver()

    /// A plain flight over open ground, to be changed field by field.
    public init() {}
}
