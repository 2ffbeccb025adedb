import Model

/// A sensor of a scenario: what carries it, where it is, and how wrongly it is calibrated.
public struct SimulatedSensor: Hashable, Sendable {
    /// Its name.
    public let id: SensorID
    /// What carries it.
    public let platform: SensorPlatform
    /// What its readings have too much, decibels; the engine is not told.
    public let biasDb: Double
    /// Its number among the scenario's sensors; part of what seeds its readings.
    let index: Int
    /// Its way; one corner for a sensor that stands.
    let path: Path
    /// Speed along its way, metres per second.
    let speedMetresPerSecond: Double
    /// How far along its way it is at time 0, metres.
    let startMetres: Double
    /// Standard deviation of its reported position's error, metres along each horizontal axis.
    let positionErrorMetres: Double

    /// Where it is at a time, seconds since the scenario's beginning.
    public func position(at t: Double) -> LocalPosition {
        path.position(atMetres: startMetres + speedMetresPerSecond * t)
    }
}
