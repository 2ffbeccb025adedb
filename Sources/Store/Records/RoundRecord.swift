import Model

/// Everything that one round of the engine decided and found, committed in one transaction.
public struct RoundRecord: Sendable {
    /// The round's number: greater than that of every round before.
    public var number: UInt64
    /// The instant on the region's clock at which it was run.
    public var tick: UnixTime
    /// The last journal row that it took in.
    public var journalThrough: Int64
    /// The scheduler's decision; the store does not look inside.
    public var decision: [UInt8]
    /// The maps that changed, at most one change of each.
    public var changes: [MapChange]
    /// Alerts to send; one whose id is known already is ignored.
    public var alerts: [Alert]
    /// Of those, the ones that are kept and not sent: by id, with the key of the mute.
    public var mutedAlerts: [String: String]
    /// Interferers whose state changed.
    public var interferers: [InterfererState]
    /// Sensors as they are now.
    public var sensors: [SensorSummary]

    /// A round from its parts.
    public init(
        number: UInt64, tick: UnixTime, journalThrough: Int64, decision: [UInt8],
        changes: [MapChange] = [], alerts: [Alert] = [], mutedAlerts: [String: String] = [:],
        interferers: [InterfererState] = [], sensors: [SensorSummary] = []
    ) {
        self.number = number
        self.tick = tick
        self.journalThrough = journalThrough
        self.decision = decision
        self.changes = changes
        self.alerts = alerts
        self.mutedAlerts = mutedAlerts
        self.interferers = interferers
        self.sensors = sensors
    }
}

/// What the scheduler decided in one round.
public struct DecisionRow: Hashable, Sendable {
    /// The round.
    public var round: UInt64
    /// The instant on the region's clock at which it was run.
    public var tick: UnixTime
    /// The last journal row that it took in.
    public var journalThrough: Int64
    /// The decision.
    public var decision: [UInt8]

    /// A row from its parts.
    public init(round: UInt64, tick: UnixTime, journalThrough: Int64, decision: [UInt8]) {
        self.round = round
        self.tick = tick
        self.journalThrough = journalThrough
        self.decision = decision
    }
}
