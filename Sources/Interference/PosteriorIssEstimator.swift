import Model

/// Ours: the posterior mean of the interference, given how far R lies above or below D̂.
///
/// The sign of R - D̂ is information about magnitude. Where R is about D̂, its error hides any weaker
/// interference, and |R - D̂| says "6 to 10 dB below" of what is 15 to 27 dB below on average. The
/// estimate here is E[10 log10(I/D̂) | R/D̂] under the errors' own distributions, with its deviation,
/// from ``PosteriorIssTable``; it needs no training.
public struct PosteriorIssEstimator: IssEstimator {
    /// The method's name.
    public static let name = "posterior"

    private let noise: IssNoise
    private let table: PosteriorIssTable

    /// An estimator from the uncertainties of its band; builds its table, in about 10 ms.
    public init(noise: IssNoise) {
        self.noise = noise
        table = PosteriorIssTable(
            dssDeviationDb: noise.dssDeviationDb, rssDeviationDb: noise.rssDeviationDb)
    }

    /// The same with other uncertainties, keeping the table where it still fits.
    ///
    /// The table depends on the two deviations alone; below a quarter decibel's change it is kept.
    public func adapted(to noise: IssNoise) -> PosteriorIssEstimator {
        abs(noise.dssDeviationDb - self.noise.dssDeviationDb) < 0.25
            && noise.rssDeviationDb == self.noise.rssDeviationDb
            ? PosteriorIssEstimator(noise: noise, table: table)
            : PosteriorIssEstimator(noise: noise)
    }

    private init(noise: IssNoise, table: PosteriorIssTable) {
        self.noise = noise
        self.table = table
    }

    /// The interference behind a received power.
    public func estimate(rssWatts: Double, dssWatts: Double) -> IssEstimate {
        let floor = noise.noiseFloorDbm
        let received = Decibels.dbm(fromWatts: rssWatts)
        let desired = Decibels.dbm(fromWatts: dssWatts)
        // Without an own station within 60 dB of the noise, all that is received is interference.
        guard desired.isFinite, floor - desired < PosteriorIssTable.ratioMaxDb else {
            return IssEstimate(
                valueDbm: max(received, floor), standardDeviationDb: noise.rssDeviationDb,
                isNegative: false)
        }
        let excess = received - desired
        guard excess < PosteriorIssTable.excessMaxDb else {
            return IssEstimate(
                valueDbm: received, standardDeviationDb: noise.rssDeviationDb, isNegative: false)
        }
        let ratio = table.ratio(excessDb: excess, floorDb: floor - desired)
        return IssEstimate(
            valueDbm: max(desired + ratio.meanDb, floor),
            standardDeviationDb: max(ratio.deviationDb, noise.rssDeviationDb),
            isNegative: excess < 0)
    }
}
