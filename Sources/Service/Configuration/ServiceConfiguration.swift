import Engine

/// Everything that an Ethermap service is told: the engine, its broker, its store and its log.
public struct ServiceConfiguration: Hashable, Sendable {
    /// What decides the engine's results.
    public var engine: EngineConfiguration
    /// The file that `engine.city` was read from, as the configuration names it; `nil` for none.
    public var cityFile: String?
    /// The folder of networks' weights, as the configuration names it; `nil` for the program's own.
    public var weightsFolder: String?
    /// The broker.
    public var broker = BrokerConfiguration()
    /// The store.
    public var store = StoreSettings()
    /// Time between two snapshots, seconds.
    public var snapshotIntervalSeconds: Double = 10
    /// Time between two health messages, seconds.
    public var healthIntervalSeconds: Double = 1
    /// Least time between two acknowledgements to one sensor, seconds.
    public var acknowledgementIntervalSeconds: Double = 0.2
    /// The log.
    public var log = LogSettings()

    /// The defaults about an engine.
    public init(engine: EngineConfiguration) { self.engine = engine }
}
