import Geometry
import Interference
import Model

/// What is known of a surveyed city when its emitters are sought: samples and the own station.
public struct EmitterSurvey: Sendable {
    /// The grid that was sampled, one level.
    public var grid: Grid
    /// Received powers, one a sampled cell.
    public var samples: [PlacedSample]
    /// The own station's signal as estimated.
    public var station: StationSignal
    /// Lines of sight, where the city is known.
    public var lineOfSight: LineOfSight?
    /// Noise of the receivers, dBm.
    public var noiseDbm: Double
    /// Height at which emitters are sought, metres.
    public var emitterHeightMetres: Double
}
