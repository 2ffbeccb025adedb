/// Why something from the bus was refused: a closed list, each case a counter's label.
public enum RejectionReason: String, CaseIterable, Hashable, Codable, Sendable {
    /// Not a message of its topic's type.
    case malformed
    /// The checksum is wrong, or absent where the region requires one.
    case checksum
    /// The sensor named inside is not the topic's.
    case sensorMismatch = "sensor_mismatch"
    /// The schema's version is not one that we speak.
    case schemaVersion = "schema_version"
    /// The topic is not one that sensors write to.
    case unknownTopic = "unknown_topic"
    /// The payload, or what it decodes to, is larger than allowed.
    case oversize
    /// Arrays of unlike lengths, no point, no band, or sequence 0.
    case shape
    /// NaN or infinity.
    case notFinite = "not_finite"
    /// A power outside [-200, 60] dBm.
    case powerRange = "power_range"
    /// A position outside the region by more than its margin.
    case outsideRegion = "outside_region"
    /// A time ahead of the region's clock by more than 5 s.
    case futureTime = "future_time"
    /// A band that the region does not have.
    case unknownBand = "unknown_band"
    /// A coset pattern that no sampler can have.
    case cosetPattern = "coset_pattern"
    /// More sensors, or more boots of one, than the region keeps track of.
    case tooManySensors = "too_many_sensors"
}

/// One refused frame, as it is answered to its sensor.
public struct Rejection: Hashable, Codable, Sendable {
    /// The frame's boot; 0 where it could not be read.
    public var bootID: UInt64
    /// The frame's sequence; 0 where it could not be read.
    public var sequence: UInt64
    /// Why.
    public var reason: RejectionReason
    /// What exactly was wrong, in a sentence of at most 200 characters.
    public var detail: String
    /// When it arrived.
    public var time: UnixTime

    /// A rejection from its parts.
    public init(
        bootID: UInt64, sequence: UInt64, reason: RejectionReason, detail: String, time: UnixTime
    ) {
        self.bootID = bootID
        self.sequence = sequence
        self.reason = reason
        self.detail = detail
        self.time = time
    }
}
