import Model

/// What people want to know about one sensor.
public struct SensorSummary: Hashable, Sendable {
    /// The sensor.
    public var sensor: SensorID
    /// What carries it.
    public var platform: SensorPlatform
    /// Its present boot.
    public var bootID: UInt64
    /// How it is, in a word: "online", "offline", "lost".
    public var status: String
    /// When it was last heard.
    public var lastSeen: UnixTime
    /// Where it was last, if known.
    public var position: GeodeticPosition?
    /// How much too high it reads, decibels, if estimated.
    public var biasDb: Double?
    /// Frames accepted since its first boot.
    public var framesAccepted: UInt64
    /// Frames rejected.
    public var framesRejected: UInt64
    /// Frames that came again.
    public var framesDuplicate: UInt64
    /// Frames that came too late for a map.
    public var framesLate: UInt64
    /// Frames given up as lost.
    public var framesLost: UInt64

    /// A summary from its parts.
    public init(
        sensor: SensorID, platform: SensorPlatform = .unspecified, bootID: UInt64,
        status: String, lastSeen: UnixTime, position: GeodeticPosition? = nil,
        biasDb: Double? = nil, framesAccepted: UInt64 = 0, framesRejected: UInt64 = 0,
        framesDuplicate: UInt64 = 0, framesLate: UInt64 = 0, framesLost: UInt64 = 0
    ) {
        self.sensor = sensor
        self.platform = platform
        self.bootID = bootID
        self.status = status
        self.lastSeen = lastSeen
        self.position = position
        self.biasDb = biasDb
        self.framesAccepted = framesAccepted
        self.framesRejected = framesRejected
        self.framesDuplicate = framesDuplicate
        self.framesLate = framesLate
        self.framesLost = framesLost
    }
}
