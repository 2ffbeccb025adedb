/// What a frame's altitudes are measured from.
public enum AltitudeDatum: Int, Hashable, Codable, Sendable {
    /// The WGS 84 ellipsoid.
    case ellipsoid = 0
    /// Mean sea level; the region's configuration knows the geoid's height.
    case meanSeaLevel = 1
    /// The take-off point, whose ellipsoidal altitude the frame carries.
    case aboveTakeoff = 2
}

/// Received signal strengths at one or more points of a sensor's way.
///
/// Parallel arrays, as on the wire: P points, B bands; `rssDbm` is point-major, [P × B].
public struct RssFrame: Hashable, Sendable {
    /// Version of the schema that the sensor speaks.
    public var schemaVersion: UInt32
    /// The sensor's name, equal to the topic's.
    public var sensor: SensorID
    /// The sensor's boot.
    public var bootID: UInt64
    /// Counts all frames of the boot, whatever their topic; the first is 1.
    public var sequence: UInt64
    /// The frame's time.
    public var time: UnixTime
    /// Time of each point after the frame's, microseconds [P]; empty means all 0.
    public var timeOffsetsMicroseconds: [UInt32]
    /// Latitude of each point, degrees [P].
    public var latitudesDegrees: [Double]
    /// Longitude of each point, degrees [P].
    public var longitudesDegrees: [Double]
    /// Altitude of each point, metres above the datum [P].
    public var altitudesMetres: [Float]
    /// Horizontal accuracy of each point, metres [P]; empty where unknown.
    public var horizontalAccuraciesMetres: [Float]
    /// The bands' names as sent [B]; checked against the region's in validation.
    public var bandNames: [String]
    /// Received power, dBm, point-major [P × B].
    public var rssDbm: [Float]
    /// Quality of each value, in the sensor's own terms [P × B]; empty where not given.
    public var qualities: [Float]
    /// Whether each value was detected [P × B]; empty means all; `false` is a censored value, "below".
    public var detections: [Bool]
    /// Noise floor of each band, dBm [B]; empty where unknown.
    public var noiseFloorsDbm: [Float]
    /// What altitudes are measured from.
    public var altitudeDatum: AltitudeDatum
    /// Ellipsoidal altitude of the take-off point, metres; for `aboveTakeoff`.
    public var takeoffAltitudeMetres: Float

    /// A frame from its parts.
    public init(
        schemaVersion: UInt32 = 1, sensor: SensorID, bootID: UInt64, sequence: UInt64,
        time: UnixTime, timeOffsetsMicroseconds: [UInt32] = [], latitudesDegrees: [Double],
        longitudesDegrees: [Double], altitudesMetres: [Float],
        horizontalAccuraciesMetres: [Float] = [], bandNames: [String], rssDbm: [Float],
        qualities: [Float] = [], detections: [Bool] = [], noiseFloorsDbm: [Float] = [],
        altitudeDatum: AltitudeDatum = .ellipsoid, takeoffAltitudeMetres: Float = 0
    ) {
        self.schemaVersion = schemaVersion
        self.sensor = sensor
        self.bootID = bootID
        self.sequence = sequence
        self.time = time
        self.timeOffsetsMicroseconds = timeOffsetsMicroseconds
        self.latitudesDegrees = latitudesDegrees
        self.longitudesDegrees = longitudesDegrees
        self.altitudesMetres = altitudesMetres
        self.horizontalAccuraciesMetres = horizontalAccuraciesMetres
        self.bandNames = bandNames
        self.rssDbm = rssDbm
        self.qualities = qualities
        self.detections = detections
        self.noiseFloorsDbm = noiseFloorsDbm
        self.altitudeDatum = altitudeDatum
        self.takeoffAltitudeMetres = takeoffAltitudeMetres
    }

    /// Number of points, P.
    public var pointCount: Int { latitudesDegrees.count }

    /// Time of one point.
    public func time(ofPoint point: Int) -> UnixTime {
        guard point < timeOffsetsMicroseconds.count else { return time }
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(
            UInt64(timeOffsetsMicroseconds[point]) * 1_000)
        return UnixTime(nanoseconds: overflow ? .max : sum)
    }
}
