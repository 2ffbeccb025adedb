import Model

/// One measured value of a recording: when, where, how strong.
public struct RecordedSample: Hashable, Sendable {
    /// When it was measured.
    public var time: UnixTime
    /// Degrees north.
    public var latitudeDegrees: Double
    /// Degrees east.
    public var longitudeDegrees: Double
    /// Metres above the recording's altitude datum.
    public var altitudeMetres: Double
    /// Received power, dBm; uncalibrated recordings are off by an unknown constant.
    public var rssDbm: Float
    /// The band, where the recording names it.
    public var band: BandID?
    /// The sensor, where the recording names it.
    public var sensor: SensorID?
    /// Quality in the receiver's own terms, where the recording has it.
    public var quality: Float?

    /// A sample from its parts.
    public init(
        time: UnixTime, latitudeDegrees: Double, longitudeDegrees: Double,
        altitudeMetres: Double, rssDbm: Float, band: BandID? = nil, sensor: SensorID? = nil,
        quality: Float? = nil
    ) {
        self.time = time
        self.latitudeDegrees = latitudeDegrees
        self.longitudeDegrees = longitudeDegrees
        self.altitudeMetres = altitudeMetres
        self.rssDbm = rssDbm
        self.band = band
        self.sensor = sensor
        self.quality = quality
    }
}
