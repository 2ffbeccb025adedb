import Model
import Numerics

/// The laws that all emitters' links follow, as believed and as fitted.
struct SynthesisLaws: Sendable {
    /// Loss at 100 m and exponent of clear links, then of blocked ones.
    var parameters: [Double]
    /// The four before anything was received of an emitter.
    let mean: [Double]
    /// The inverse of their covariance [4 × 4].
    let precision: [Double]
    /// Variances of links about their law, square decibels.
    var clearVariance: Double
    var blockedVariance: Double
    /// Shares of links whose class the map has wrong.
    var clearErrorShare: Double
    var blockedErrorShare: Double

    init(_ evidence: InterferenceEvidence, configuration: SynthesisConfiguration) {
        let pathLoss = evidence.pathLoss
        parameters = pathLoss.parameters
        mean = pathLoss.parameters
        var covariance = pathLoss.covariance
        // The level of clear links cannot be told from the emitters' powers.
        let level = configuration.lawLevelDeviationDb
        let exponent = configuration.lawExponentDeviation
        for (index, deviation) in [level, exponent, level, exponent].enumerated() {
            covariance[5 * index] += deviation * deviation
        }
        precision =
            SymmetricFour.inverse(of: covariance)
            ?? (0..<16).map { $0 % 5 == 0 ? 1 : 0 }
        clearVariance = pathLoss.clearScatterDb * pathLoss.clearScatterDb
        blockedVariance = pathLoss.blockedScatterDb * pathLoss.blockedScatterDb
        clearErrorShare = configuration.errorShare
        blockedErrorShare = configuration.errorShare
    }

    /// One emitter's law at a power.
    func law(eirpDbm: Double, spikeDensity: Double, raisedDensity: Double) -> EmitterLaw {
        EmitterLaw(
            clearLevelDbm: eirpDbm - parameters[0], blockedLevelDbm: eirpDbm - parameters[2],
            clearExponent: parameters[1], blockedExponent: parameters[3],
            clearVariance: clearVariance, blockedVariance: blockedVariance,
            clearErrorShare: clearErrorShare, blockedErrorShare: blockedErrorShare,
            spikeDensity: spikeDensity, raisedDensity: raisedDensity)
    }
}
