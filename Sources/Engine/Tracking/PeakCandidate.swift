import Model

/// A peak of a map that may be an interferer.
struct PeakCandidate: Hashable, Sendable {
    /// Where, in the local frame.
    var position: LocalPosition
    /// Variance of the position eastwards and northwards, square metres.
    var varianceSquareMetres: Double
    /// Power at the peak, dBm.
    var peakDbm: Double
    /// Peak above the background, decibels.
    var excessDb: Double
    /// Estimated EIRP, dBm.
    var eirpDbm: Double
    /// Sensors behind it.
    var sensorCount: Int
    /// Samples behind it.
    var sampleCount: Int
    /// Newest evidence near it.
    var newestEvidence: UnixTime
}
