import Model

/// Where an emitter is, how sure we are, and what speaks for it: a posterior in numbers.
public struct EmitterEstimate: Hashable, Sendable {
    /// Mean of the posterior, in the region's local frame.
    public var position: LocalPosition
    /// Variance eastwards, square metres.
    public var eastVarianceSquareMetres: Double
    /// Variance northwards, square metres.
    public var northVarianceSquareMetres: Double
    /// Covariance of east and north, square metres.
    public var eastNorthCovarianceSquareMetres: Double
    /// Radius about the mean that holds half of the posterior, metres.
    public var ce50Metres: Double
    /// Radius about the mean that holds 90 % of the posterior, metres.
    public var ce90Metres: Double
    /// EIRP, dBm, as good as the receivers' calibration; NaN where unknown.
    public var eirpDbm: Double
    /// Standard deviation of the EIRP, decibels.
    public var eirpDeviationDb: Double
    /// Probability that there is such an emitter, 0 to 1, against everything else that is known.
    public var confidence: Double
    /// Strongest power above what is explained without the emitter, decibels.
    public var peakAboveBackgroundDb: Double
    /// Since when samples speak for it.
    public var firstHeard: UnixTime
    /// Until when samples speak for it.
    public var lastHeard: UnixTime
    /// Sensors that hear it, by their callers' indices, ascending.
    public var sensorIndices: [Int32]
    /// Samples that speak for it.
    public var sampleCount: Int

    /// An estimate from its parts.
    public init(
        position: LocalPosition, eastVarianceSquareMetres: Double,
        northVarianceSquareMetres: Double, eastNorthCovarianceSquareMetres: Double,
        ce50Metres: Double, ce90Metres: Double, eirpDbm: Double, eirpDeviationDb: Double,
        confidence: Double, peakAboveBackgroundDb: Double, firstHeard: UnixTime,
        lastHeard: UnixTime, sensorIndices: [Int32], sampleCount: Int
    ) {
        self.position = position
        self.eastVarianceSquareMetres = eastVarianceSquareMetres
        self.northVarianceSquareMetres = northVarianceSquareMetres
        self.eastNorthCovarianceSquareMetres = eastNorthCovarianceSquareMetres
        self.ce50Metres = ce50Metres
        self.ce90Metres = ce90Metres
        self.eirpDbm = eirpDbm
        self.eirpDeviationDb = eirpDeviationDb
        self.confidence = confidence
        self.peakAboveBackgroundDb = peakAboveBackgroundDb
        self.firstHeard = firstHeard
        self.lastHeard = lastHeard
        self.sensorIndices = sensorIndices
        self.sampleCount = sampleCount
    }
}
