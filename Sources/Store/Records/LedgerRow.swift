import Model

/// Whose ledger it is: one boot of one sensor.
public struct LedgerKey: Hashable, Sendable {
    /// The sensor.
    public var sensor: SensorID
    /// Its boot.
    public var bootID: UInt64

    /// A key from its parts.
    public init(sensor: SensorID, bootID: UInt64) {
        self.sensor = sensor
        self.bootID = bootID
    }
}

/// The engine's bookkeeping of one boot of one sensor; the store does not look inside.
public struct LedgerRow: Hashable, Sendable {
    /// The sensor.
    public var sensor: SensorID
    /// Its boot.
    public var bootID: UInt64
    /// What the engine wrote down.
    public var bytes: [UInt8]

    /// A row from its parts.
    public init(sensor: SensorID, bootID: UInt64, bytes: [UInt8]) {
        self.sensor = sensor
        self.bootID = bootID
        self.bytes = bytes
    }
}
