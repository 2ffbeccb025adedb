import Geometry
import Interference
import Model

/// What drives a region's time.
public enum RegionClock: String, CaseIterable, Hashable, Codable, Sendable {
    /// The wall clock: for live sensors.
    case wall
    /// The frames' own times: for recordings.
    case event
}

/// Everything that decides what an engine makes of its frames.
public struct EngineConfiguration: Hashable, Sendable {
    /// The volume, its grid, bands and stations.
    public var region: Region
    /// The buildings, in the region's local frame; `nil` where they are not known.
    public var city: City?
    /// The trained network behind `estimation.interference`, where that is one.
    public var interferenceModel: InterferenceModel?
    /// What drives time.
    public var clock = RegionClock.wall
    /// How far behind the newest time (event) or now (wall) a frame is still applied, seconds.
    public var allowedLatenessSeconds: Double = 0.5
    /// Length of a tick: maps are brought up to date once a tick, seconds.
    public var roundIntervalSeconds: Double = 0.5
    /// Silence after which a sensor counts as lost, seconds.
    public var sensorLostAfterSeconds: Double = 10
    /// What is accepted at the door.
    public var intake = IntakeLimits()
    /// How samples become evidence.
    public var evidence = EvidenceConfiguration()
    /// How coset frames become spectra.
    public var spectrum = SpectrumConfiguration()
    /// How evidence becomes maps.
    public var estimation = EstimationConfiguration()
    /// Where and when emitters are looked for.
    public var detection = DetectionConfiguration()
    /// How samples become positions of emitters.
    public var localisation = LocalisationConfiguration()
    /// How positions become interferers.
    public var tracking = TrackingConfiguration()

    /// The defaults for a region.
    public init(region: Region) { self.region = region }
}
