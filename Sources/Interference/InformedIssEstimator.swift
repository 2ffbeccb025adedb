import Glibc
import Model

/// The posterior mean of the interference, given how far R lies above or below D̂ and what is expected.
///
/// As ``PosteriorIssEstimator``, with u = 10 log10(I / D̂) not flat but
///
///     u ~ (1 - τ) N(p, q²) + τ U(-40, 60),   p = 10 log10(Î / D̂)
///
/// Where R is about D̂ it says no more than that I is well below; then the expectation speaks. Where R
/// is far above, R does, whatever was expected.
public struct InformedIssEstimator: Sendable {
    private let rssDeviationDb: Double
    // p(e | u) up to a factor of e's own, [excessCount, ratioCount].
    private let likelihoods: [Double]

    /// An estimator from the deviations of D̂ and of a measured power; builds its table, in about 10 ms.
    public init(dssDeviationDb: Double, rssDeviationDb: Double = 1) {
        self.rssDeviationDb = rssDeviationDb
        let likelihood = PosteriorIssTable.Likelihood(
            dssDeviationDb: dssDeviationDb, rssDeviationDb: rssDeviationDb)
        likelihoods = (0..<PosteriorIssTable.excessCount).flatMap { column in
            likelihood.overRatios(
                excessDb: PosteriorIssTable.excessMinDb
                    + Double(column) * PosteriorIssTable.excessStepDb)
        }
    }

    /// The interference behind a received power.
    ///
    /// - Parameters:
    ///   - receivedDbm: R.
    ///   - desiredDbm: D̂; minus infinity where there is none.
    ///   - expectedDbm: Î, noise included.
    ///   - expectedDeviationDb: standard deviation of the truth about it.
    ///   - surpriseShare: τ, how often there is interference that nobody expects, 0 to 1.
    /// - Returns: the interference with its standard deviation.
    public func estimate(
        receivedDbm: Double, desiredDbm: Double, expectedDbm: Double, expectedDeviationDb: Double,
        surpriseShare: Double
    ) -> IssEstimate {
        let excess = receivedDbm - desiredDbm
        guard desiredDbm.isFinite, excess < PosteriorIssTable.excessMaxDb else {
            return IssEstimate(
                valueDbm: receivedDbm, standardDeviationDb: rssDeviationDb, isNegative: false)
        }
        let column = min(
            max(
                Int(
                    ((excess - PosteriorIssTable.excessMinDb) / PosteriorIssTable.excessStepDb)
                        .rounded()), 0), PosteriorIssTable.excessCount - 1)
        let first = column * PosteriorIssTable.ratioCount
        let p = expectedDbm - desiredDbm
        let q = max(expectedDeviationDb, 0.5)
        var (mass, mean, square) = Self.below(
            p, q, likelihood: (1 - surpriseShare) * likelihoods[first])
        let height = (1 - surpriseShare) / (q * (2 * Double.pi).squareRoot())
        let flat =
            surpriseShare / (PosteriorIssTable.ratioMaxDb - PosteriorIssTable.ratioMinDb)
        for ratio in 0..<PosteriorIssTable.ratioCount {
            let likelihood = likelihoods[first + ratio]
            guard likelihood > 0 else { continue }
            let u =
                PosteriorIssTable.ratioMinDb
                + (Double(ratio) + 0.5) * PosteriorIssTable.ratioStepDb
            let score = (u - p) / q
            let weight =
                PosteriorIssTable.ratioStepDb * likelihood
                * (flat + (abs(score) < 8 ? height * exp(-score * score / 2) : 0))
            mass += weight
            mean += weight * u
            square += weight * u * u
        }
        // So weak a power that no interference fits it: what was expected, at most what is left.
        guard mass > 0 else {
            return IssEstimate(
                valueDbm: min(expectedDbm, receivedDbm), standardDeviationDb: q, isNegative: true)
        }
        mean /= mass
        let variance = max(square / mass - mean * mean, 0)
        return IssEstimate(
            valueDbm: desiredDbm + mean,
            standardDeviationDb: max(variance.squareRoot(), rssDeviationDb),
            isNegative: excess < 0)
    }

    /// The part of the expectation below the table's ratios, where R says nothing more: its mass and
    /// its moments.
    private static func below(
        _ p: Double, _ q: Double, likelihood: Double
    ) -> (mass: Double, mean: Double, square: Double) {
        let edge = (PosteriorIssTable.ratioMinDb - p) / q
        let share = erfc(-edge / 2.0.squareRoot()) / 2
        guard share > 1e-12 else { return (0, 0, 0) }
        let density = exp(-edge * edge / 2) / (2 * Double.pi).squareRoot()
        let mean = p - q * density / share
        let variance =
            q * q * max(1 - edge * density / share - density * density / (share * share), 0)
        let mass = share * likelihood
        return (mass, mass * mean, mass * (variance + mean * mean))
    }
}
