import Model

/// How an interferer moves from the moment it switches on.
public enum InterfererMotion: Hashable, Sendable {
    /// It stands.
    case fixed
    /// It drives straight on, metres per second eastwards and northwards.
    case velocity(eastMetresPerSecond: Double, northMetresPerSecond: Double)
    /// It drives from place to place and then stands.
    case waypoints([LocalPosition], speedMetresPerSecond: Double)
}

/// What a configuration says about one interferer; what it leaves open is drawn.
public struct InterfererPlan: Hashable, Sendable {
    /// Where it switches on; drawn on open ground where `nil`.
    public var start: LocalPosition?
    /// How it moves.
    public var motion: InterfererMotion
    /// When it switches on, seconds since the scenario's beginning.
    public var onAtSeconds: Double
    /// When it goes, seconds since the scenario's beginning; infinity for never.
    public var offAtSeconds: Double
    /// Radiated power, dBm (EIRP).
    public var eirpDbm: Double
    /// The band it disturbs; the region's first where `nil`.
    public var band: BandID?

    /// A plan; a standing transmitter that switches on after a while and stays, unless said otherwise.
    public init(
        start: LocalPosition? = nil, motion: InterfererMotion = .fixed, onAtSeconds: Double = 15,
        offAtSeconds: Double = .infinity, eirpDbm: Double = 30, band: BandID? = nil
    ) {
        self.start = start
        self.motion = motion
        self.onAtSeconds = onAtSeconds
        self.offAtSeconds = offAtSeconds
        self.eirpDbm = eirpDbm
        self.band = band
    }
}

/// An interferer of a scenario: the truth that the engine has to find.
public struct SimulatedInterferer: Hashable, Sendable {
    /// Where it switches on.
    public let start: LocalPosition
    /// How it moves.
    public let motion: InterfererMotion
    /// When it switches on, seconds since the scenario's beginning.
    public let onAtSeconds: Double
    /// When it goes, seconds since the scenario's beginning; infinity for never.
    public let offAtSeconds: Double
    /// Radiated power, dBm (EIRP).
    public let eirpDbm: Double
    /// The band it disturbs.
    public let band: BandID

    /// The way of one that drives between places.
    private let path: Path

    init(plan: InterfererPlan, start: LocalPosition, band: BandID) {
        self.start = start
        motion = plan.motion
        onAtSeconds = plan.onAtSeconds
        offAtSeconds = plan.offAtSeconds
        eirpDbm = plan.eirpDbm
        self.band = band
        let places: [LocalPosition] =
            if case .waypoints(let places, _) = plan.motion { places } else { [] }
        path = Path(corners: [start] + places, isClosed: false)
    }

    /// Whether it transmits at a time, seconds since the scenario's beginning.
    public func isOn(at t: Double) -> Bool { t >= onAtSeconds && t < offAtSeconds }

    /// Where it is at a time, seconds since the scenario's beginning; it waits until it switches on.
    public func position(at t: Double) -> LocalPosition {
        let driven = max(min(t, offAtSeconds) - onAtSeconds, 0)
        switch motion {
        case .fixed:
            return start
        case .velocity(let east, let north):
            return LocalPosition(
                eastMetres: start.eastMetres + east * driven,
                northMetres: start.northMetres + north * driven, upMetres: start.upMetres)
        case .waypoints(_, let speed):
            return path.position(atMetres: speed * driven)
        }
    }
}
