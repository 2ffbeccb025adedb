import Model

/// One rejected message, kept so that people can see what was wrong with it.
public struct QuarantineEntry: Hashable, Sendable {
    /// The most bytes of a payload that are kept.
    public static let payloadBytesMax = 4_096

    /// The topic on which it came.
    public var topic: String
    /// The sensor, where the topic named one.
    public var sensor: SensorID?
    /// The boot that it claimed; 0 where it could not be read.
    public var bootID: UInt64
    /// The sequence that it claimed; 0 where it could not be read.
    public var sequence: UInt64
    /// Why it was rejected.
    public var reason: RejectionReason
    /// What exactly was wrong.
    public var detail: String
    /// When the engine received it.
    public var received: UnixTime
    /// Its bytes; the store keeps the first ``payloadBytesMax`` and the whole length.
    public var payload: [UInt8]

    /// An entry from its parts.
    public init(
        topic: String, sensor: SensorID?, bootID: UInt64, sequence: UInt64,
        reason: RejectionReason, detail: String, received: UnixTime, payload: [UInt8]
    ) {
        self.topic = topic
        self.sensor = sensor
        self.bootID = bootID
        self.sequence = sequence
        self.reason = reason
        self.detail = detail
        self.received = received
        self.payload = payload
    }
}
