/// What carries a sensor.
public enum SensorPlatform: Int, Hashable, Codable, Sendable {
    /// Not said.
    case unspecified = 0
    /// On the ground, on a mast or a roof.
    case ground = 1
    /// On an unmanned aircraft.
    case uav = 2
}

/// The first message of a sensor's boot: who it is and how it is calibrated.
public struct SensorBirth: Hashable, Codable, Sendable {
    /// Version of the schema that the sensor speaks; 1 today.
    public var schemaVersion: UInt32
    /// The sensor's name, equal to the topic's.
    public var sensor: SensorID
    /// A number that is new, and greater, at every start of the sensor (its start time will do).
    public var bootID: UInt64
    /// What carries the sensor.
    public var platform: SensorPlatform
    /// Height of the antenna above the reported position, metres.
    public var antennaHeightMetres: Float
    /// Gain of the antenna, dBi.
    public var antennaGainDbi: Float
    /// What to add to every reading to correct it, decibels.
    public var calibrationOffsetDb: Float
    /// Standard deviation of that correction, decibels.
    public var calibrationStandardDeviationDb: Float
    /// The bands that the sensor measures.
    public var bands: [BandID]
    /// The kinds of frame that the sensor can send: "rss", "coset".
    public var capabilities: [String]

    /// A birth from its parts.
    public init(
        schemaVersion: UInt32 = 1, sensor: SensorID, bootID: UInt64,
        platform: SensorPlatform = .unspecified, antennaHeightMetres: Float = 0,
        antennaGainDbi: Float = 0, calibrationOffsetDb: Float = 0,
        calibrationStandardDeviationDb: Float = 0, bands: [BandID] = [],
        capabilities: [String] = ["rss"]
    ) {
        self.schemaVersion = schemaVersion
        self.sensor = sensor
        self.bootID = bootID
        self.platform = platform
        self.antennaHeightMetres = antennaHeightMetres
        self.antennaGainDbi = antennaGainDbi
        self.calibrationOffsetDb = calibrationOffsetDb
        self.calibrationStandardDeviationDb = calibrationStandardDeviationDb
        self.bands = bands
        self.capabilities = capabilities
    }
}
