/// How an engine is: a state for the bus (and its will), and the flat counters of the JSON mirror.
public struct EngineHealth: Hashable, Codable, Sendable {
    /// Whether the engine runs.
    public enum Status: Int, Hashable, Codable, Sendable {
        /// Not said.
        case unspecified = 0
        /// Recovering its state.
        case starting = 1
        /// Running.
        case running = 2
        /// Gone: by its own word or by its will.
        case stopped = 3
    }

    /// The region.
    public var region: RegionID
    /// The engine's identity.
    public var engine: String
    /// The fencing epoch.
    public var epoch: UInt64
    /// Whether it runs.
    public var status: Status
    /// When it was said; 0 in a will.
    public var time: UnixTime
    /// Named counters and gauges, as in the JSON summary: "frames_accepted", "rejected_malformed", ….
    public var counters: [String: Double]

    /// A health report from its parts.
    public init(
        region: RegionID, engine: String, epoch: UInt64, status: Status, time: UnixTime = .zero,
        counters: [String: Double] = [:]
    ) {
        self.region = region
        self.engine = engine
        self.epoch = epoch
        self.status = status
        self.time = time
        self.counters = counters
    }
}

/// Which engine owns a region: the greatest epoch does.
public struct EngineOwner: Hashable, Codable, Sendable {
    /// The region.
    public var region: RegionID
    /// The engine's identity: new at every installation, not at every start.
    public var engine: String
    /// The fencing epoch.
    public var epoch: UInt64

    /// An owner from its parts.
    public init(region: RegionID, engine: String, epoch: UInt64) {
        self.region = region
        self.engine = engine
        self.epoch = epoch
    }

    /// Whether this owner takes the region from another: by a greater epoch, or, where two engines
    /// that began at once chose the same, by the greater name.
    public func isAbove(epoch other: UInt64, engine otherEngine: String) -> Bool {
        (epoch, engine) > (other, otherEngine)
    }
}
