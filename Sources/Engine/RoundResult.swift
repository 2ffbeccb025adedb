import Model

/// Everything that one round made, to be committed together and then published.
public struct RoundResult: Sendable {
    /// What was decided; goes to the journal.
    public var decision: RoundDecision
    /// What changed in which map.
    public var changes: [MapChange] = []
    /// Alerts, in the order in which they happened.
    public var alerts: [Alert] = []
    /// Of those, the ones that are kept and not sent: by id, with the key of the mute.
    public var mutedAlerts: [String: String] = [:]
    /// New states of interferers.
    public var interferers: [InterfererState] = []
    /// Spectra of sensors, ascending by sensor; one of each of its tunings at most.
    public var spectra: [SpectrumEstimate] = []
    /// Sensors whose record changed.
    public var sensors: [SensorRecord] = []
    /// What an operator should read in the log, one sentence each.
    public var notes: [String] = []
}
