import Glibc
import Model

/// Measured path losses at known distances: what a path-loss model is fitted to.
public struct PathLossSamples: Hashable, Sendable {
    /// The most samples that one fit takes.
    public static let countMax = 65_536

    /// Decimal logarithm of the distance in metres, `[count]`; not negative.
    public private(set) var logDistances: [Double] = []
    /// EIRP less received power, dB, `[count]`.
    public private(set) var lossesDb: [Double] = []
    /// How much each counts, `[count]`; a plain measurement is 1.
    public private(set) var weights: [Double] = []

    /// Where each was taken, `[count]`; `nil` where that was not said.
    public private(set) var positions: [LocalPosition?] = []

    /// No samples.
    public init() {}

    /// Samples from distances in metres, losses in decibels and weights, all of one length.
    ///
    /// What is not finite, or weighs nothing, is left out; distances below 1 m count as 1 m.
    public init(distancesMetres: [Double], lossesDb: [Double], weights: [Double]? = nil) {
        precondition(
            distancesMetres.count == lossesDb.count
                && (weights?.count ?? lossesDb.count) == lossesDb.count,
            "a sample has a distance, a loss and a weight")
        precondition(lossesDb.count <= Self.countMax, "a fit's samples are bounded")
        for i in lossesDb.indices {
            append(
                distanceMetres: distancesMetres[i], lossDb: lossesDb[i], weight: weights?[i] ?? 1)
        }
    }

    /// Number of samples.
    public var count: Int { lossesDb.count }

    /// Adds a sample, unless a number is not finite, the weight is nothing, or there are too many.
    public mutating func append(distanceMetres: Double, lossDb: Double, weight: Double = 1) {
        append(logDistance: log10(max(distanceMetres, 1)), lossDb: lossDb, weight: weight)
    }

    /// Adds a sample by the decimal logarithm of its distance in metres, under the same rules.
    ///
    /// The position serves methods that also ask where else power could come from.
    public mutating func append(
        logDistance: Double, lossDb: Double, weight: Double = 1, at position: LocalPosition? = nil
    ) {
        guard logDistance.isFinite, lossDb.isFinite, weight.isFinite, weight > 0,
            count < Self.countMax
        else { return }
        logDistances.append(max(logDistance, 0))
        lossesDb.append(lossDb)
        weights.append(weight)
        positions.append(position)
    }
}
