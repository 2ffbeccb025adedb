/// The engine's answer to a sensor: what may be forgotten, and what was refused.
public struct SensorAck: Hashable, Codable, Sendable {
    /// The most rejections that an acknowledgement lists.
    public static let rejectionCountMax = 8

    /// The sensor's name.
    public var sensor: SensorID
    /// The boot that is acknowledged.
    public var bootID: UInt64
    /// Up to here, inclusive, every frame is durable, quarantined or given up as lost.
    public var throughSequence: UInt64
    /// The last rejections, oldest first.
    public var rejections: [Rejection]
    /// Rejections since the engine began to keep this sensor's books.
    public var rejectedCount: UInt64
    /// Frames given up as lost.
    public var lostCount: UInt64
    /// The engine's fencing epoch.
    public var epoch: UInt64

    /// An acknowledgement from its parts.
    public init(
        sensor: SensorID, bootID: UInt64, throughSequence: UInt64, rejections: [Rejection] = [],
        rejectedCount: UInt64 = 0, lostCount: UInt64 = 0, epoch: UInt64 = 0
    ) {
        self.sensor = sensor
        self.bootID = bootID
        self.throughSequence = throughSequence
        self.rejections = rejections
        self.rejectedCount = rejectedCount
        self.lostCount = lostCount
        self.epoch = epoch
    }
}
