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
    /// Sensors behind it, by index, ascending.
    var sensorIndices: [Int32]
    /// Samples behind it.
    var sampleCount: Int
    /// The oldest and the newest evidence behind it.
    var firstHeard: UnixTime
    var lastHeard: UnixTime
    /// Whether sensors have gone past it; one that they only approach keeps a track alive, but
    /// neither begins nor moves one.
    var isPassed: Bool
}
