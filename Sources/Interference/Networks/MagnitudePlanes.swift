import Glibc
import Model

/// What the IMNet paper shows its networks (its figure 2a).
///
///     Ĩ = M ∘ (R - D̂),   B = 1[Ĩ < 0],   Y = M ∘ clip((10 log10 |Ĩ| - l) / (u - l), 0.01, 1)
///
/// The clip at 0.01 is ours: with 0, the smallest sample and a missing one would be one number.
public struct MagnitudePlanes: Sendable {
    /// l and u, dBm: what is taken for 0 and for 1.
    public static let boundsDbm: ClosedRange<Double> = -110 ... -20
    static let sampleMin = 0.01

    /// Y [cell].
    public let magnitude: [Float]
    /// B [cell].
    public let indicator: [Float]
    /// 10 log10 |Ĩ|, dBm [cell]; NaN where nothing was measured.
    public let magnitudeDbm: [Float]

    /// The planes of some evidence.
    public init(_ evidence: InterferenceEvidence) {
        self.init(receivedDbm: evidence.receivedDbm, desiredDbm: evidence.desiredDbm)
    }

    /// The planes of R, NaN where nothing was received, and D̂, dBm [cell].
    public init(receivedDbm: [Float], desiredDbm: [Float]) {
        let bounds = Self.boundsDbm
        var magnitude = [Float](repeating: 0, count: receivedDbm.count)
        var indicator = magnitude
        var magnitudeDbm = [Float](repeating: .nan, count: receivedDbm.count)
        for cell in receivedDbm.indices where !receivedDbm[cell].isNaN {
            let sample = InterferingSignal.sample(
                rssWatts: Decibels.watts(fromDbm: Double(receivedDbm[cell])),
                dssWatts: Decibels.watts(fromDbm: Double(desiredDbm[cell])))
            let dbm = Decibels.dbm(
                fromWatts: max(
                    sample.magnitudeWatts,
                    Decibels.watts(fromDbm: Double(InterferenceEvidence.floorDbm))))
            magnitudeDbm[cell] = Float(dbm)
            let share = (dbm - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
            magnitude[cell] = Float(min(max(share, Self.sampleMin), 1))
            indicator[cell] = sample.isNegative ? 1 : 0
        }
        self.magnitude = magnitude
        self.indicator = indicator
        self.magnitudeDbm = magnitudeDbm
    }
}
