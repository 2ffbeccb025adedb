/// Whether a sensor is there; also its will, so that the broker says OFFLINE for a dead one.
public struct SensorState: Hashable, Codable, Sendable {
    /// The two states.
    public enum Status: Int, Hashable, Codable, Sendable {
        /// Not said.
        case unspecified = 0
        /// Connected and measuring.
        case online = 1
        /// Gone: by its own word or by its will.
        case offline = 2
    }

    /// Version of the schema that the sensor speaks.
    public var schemaVersion: UInt32
    /// The sensor's name, equal to the topic's.
    public var sensor: SensorID
    /// The boot that speaks, so that a late will cannot end a newer one.
    public var bootID: UInt64
    /// The state.
    public var status: Status
    /// When it was said; 0 in a will, which is written before its time.
    public var time: UnixTime
    /// `true` where the sensor ends by its own word: everything that it measured has been acknowledged.
    public var isFinal: Bool

    /// A state from its parts.
    public init(
        schemaVersion: UInt32 = 1, sensor: SensorID, bootID: UInt64, status: Status,
        time: UnixTime = .zero, isFinal: Bool = false
    ) {
        self.schemaVersion = schemaVersion
        self.sensor = sensor
        self.bootID = bootID
        self.status = status
        self.time = time
        self.isFinal = isFinal
    }
}
