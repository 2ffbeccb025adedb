/// Where an interferer is in its life.
public enum InterfererPhase: Int, Hashable, Codable, Sendable {
    /// Not said.
    case unspecified = 0
    /// Seen now.
    case active = 1
    /// Gone.
    case cleared = 2
}

/// Everything known about one interferer (IN) now.
public struct InterfererState: Hashable, Codable, Sendable {
    /// Its name; the same for its whole life.
    public var id: InterfererID
    /// Where it is in its life.
    public var phase: InterfererPhase
    /// The band in which it transmits.
    public var band: BandID
    /// Where it is.
    public var position: GeodeticPosition
    /// Covariance of the position, ENU, square metres, row-major [3 × 3].
    public var covarianceSquareMetres: [Double]
    /// Radius that holds the true position with 90 %, metres.
    public var ce90Metres: Double
    /// Its estimated EIRP, dBm; NaN where unknown.
    public var eirpDbm: Double
    /// How sure we are that it exists, 0 to 1.
    public var confidence: Double
    /// When it was first seen.
    public var firstSeen: UnixTime
    /// When it was last seen.
    public var lastSeen: UnixTime
    /// How many sensors heard it.
    public var sensorCount: Int
    /// How many samples speak for it.
    public var sampleCount: Int
    /// Its peak above the background, decibels.
    public var peakAboveBackgroundDb: Double
    /// Revision of the ISS map in which it was last seen.
    public var mapRevision: UInt64

    /// A state from its parts.
    public init(
        id: InterfererID, phase: InterfererPhase, band: BandID, position: GeodeticPosition,
        covarianceSquareMetres: [Double], ce90Metres: Double, eirpDbm: Double,
        confidence: Double, firstSeen: UnixTime, lastSeen: UnixTime, sensorCount: Int,
        sampleCount: Int, peakAboveBackgroundDb: Double, mapRevision: UInt64
    ) {
        self.id = id
        self.phase = phase
        self.band = band
        self.position = position
        self.covarianceSquareMetres = covarianceSquareMetres
        self.ce90Metres = ce90Metres
        self.eirpDbm = eirpDbm
        self.confidence = confidence
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.sensorCount = sensorCount
        self.sampleCount = sampleCount
        self.peakAboveBackgroundDb = peakAboveBackgroundDb
        self.mapRevision = mapRevision
    }
}
