/// What an alert reports.
public enum AlertKind: Int, CaseIterable, Hashable, Codable, Sendable {
    /// Not said.
    case unspecified = 0
    /// A new interferer has been localised.
    case interfererDetected = 1
    /// A known interferer is somewhere else.
    case interfererMoved = 2
    /// An interferer is gone.
    case interfererCleared = 3
    /// A sensor has fallen silent.
    case sensorLost = 4
    /// A sensor's frames are being refused.
    case sensorRejected = 5
    /// Frames were lost between a sensor and the engine.
    case dataGap = 6

    /// The name that the protobuf schema and the JSON mirror use.
    public var name: String {
        switch self {
        case .unspecified: "UNSPECIFIED"
        case .interfererDetected: "INTERFERER_DETECTED"
        case .interfererMoved: "INTERFERER_MOVED"
        case .interfererCleared: "INTERFERER_CLEARED"
        case .sensorLost: "SENSOR_LOST"
        case .sensorRejected: "SENSOR_REJECTED"
        case .dataGap: "DATA_GAP"
        }
    }
}

/// One change in the life of an interferer, or of a sensor: sent once, never retained.
public struct Alert: Hashable, Codable, Sendable {
    /// Derived from region, subject and transition, so that a replay gives the same.
    public var id: String
    /// What happened.
    public var kind: AlertKind
    /// The region.
    public var region: RegionID
    /// When, on the region's clock.
    public var time: UnixTime
    /// The interferer's facts, in the three kinds about interferers.
    public var interferer: InterfererState?
    /// The sensor, in the three kinds about sensors.
    public var sensor: SensorID?
    /// One sentence for people.
    public var message: String

    /// An alert from its parts.
    public init(
        id: String, kind: AlertKind, region: RegionID, time: UnixTime,
        interferer: InterfererState? = nil, sensor: SensorID? = nil, message: String
    ) {
        self.id = id
        self.kind = kind
        self.region = region
        self.time = time
        self.interferer = interferer
        self.sensor = sensor
        self.message = message
    }
}
