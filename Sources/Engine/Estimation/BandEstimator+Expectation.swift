import Geometry
import Interference
import Interpolation
import Model

extension BandEstimator {
    /// Most emitters whose power is expected: each costs a line of sight for each cell of a round.
    static let expectedEmitterCountMax = 8

    /// Interference over a known city: what is expected of the located emitters, corrected by what the
    /// samples say beyond that.
    ///
    /// The difference to the expectation is interpolated, not the interference itself: far from
    /// samples, and wherever D̂ hides it, the expectation remains.
    ///
    /// - Parameters:
    ///   - observations: the cells that were visited.
    ///   - visibility: which stations they see.
    ///   - places: where the interference is asked for.
    ///   - emitters: what has been located.
    ///   - budget: iterations that the fit may take.
    /// - Returns: interference and noise, dBm, at each place.
    mutating func expectedInterference(
        _ observations: Observations, _ visibility: StationVisibility, at places: [LocalPosition],
        emitters: [ExpectedInterference.Emitter], budget: Int
    ) -> [Prediction] {
        let desired = cityDesired(visibility)
        let powers = (0..<observations.count).map { index in
            desired.power(inCell: observations.cells[index], at: observations.positions[index])
        }
        var expectation = ExpectedInterference(
            emitters: emitters, noiseDbm: noise.dbm ?? configuration.estimation.noiseFloorDbm,
            laws: desired.model, lineOfSight: visibility.lineOfSight)
        expectation.correct(
            by: (0..<observations.count).map { index in
                (
                    observations.positions[index], observations.valuesDbm[index],
                    Decibels.dbm(fromWatts: powers[index].watts)
                )
            })
        let expected = observations.positions.map { expectation.power(at: $0) }
        let surprise = surpriseShare(observations, desired: powers, expected: expected)
        var differences: [Double] = []
        var variances: [Double] = []
        var deviations: [Double] = []
        for index in 0..<observations.count {
            let estimate = informedEstimator(dssDeviationDb: powers[index].deviationDb).estimate(
                receivedDbm: observations.valuesDbm[index],
                desiredDbm: Decibels.dbm(fromWatts: powers[index].watts),
                expectedDbm: expected[index].dbm,
                expectedDeviationDb: expected[index].deviationDb, surpriseShare: surprise)
            let deviation = estimate.standardDeviationDb
            differences.append(estimate.valueDbm - expected[index].dbm)
            variances.append(deviation * deviation + observations.variancesDb2[index])
            deviations.append(deviation)
        }
        _ = issInterpolator.fit(
            observations.field(valuesDbm: differences, variancesDb2: variances), budget: budget)
        return zip(places, issInterpolator.predict(at: places)).map { place, difference in
            guard difference.nearest >= 0 else { return difference }
            // Errors of neighbouring samples are one error, D̂'s: averaging does not remove it.
            return Prediction(
                valueDb: expectation.power(at: place).dbm + difference.valueDb,
                standardDeviationDb: max(
                    difference.standardDeviationDb, deviations[difference.nearest]),
                nearest: difference.nearest)
        }
    }

    /// How often there is interference that nobody expects, by the share of cells with far more power
    /// than stations, located emitters and noise explain.
    ///
    /// One such cell in a hundred lies at the edge of a shadow; where four in a hundred are, somebody
    /// transmits who has not been located, and no expectation is worth anything.
    private func surpriseShare(
        _ observations: Observations, desired: [ExplainedPower],
        expected: [(dbm: Double, deviationDb: Double)]
    ) -> Double {
        var count = 0
        for index in 0..<observations.count {
            let watts = Decibels.watts(fromDbm: expected[index].dbm)
            let total = desired[index].watts + watts
            let first = desired[index].watts * desired[index].deviationDb
            let second = watts * expected[index].deviationDb
            let deviation = (first * first + second * second).squareRoot() / total
            let limit = Decibels.dbm(fromWatts: total) + max(3 * deviation, 6)
            if observations.valuesDbm[index] > limit { count += 1 }
        }
        let share = Double(count) / Double(max(observations.count, 1))
        return min(max(0.03 + 40 * (share - 0.015), 0.03), 1)
    }

    /// The estimator of a deviation, rounded to half decibels: its table takes 10 ms to make.
    private mutating func informedEstimator(dssDeviationDb: Double) -> InformedIssEstimator {
        let step = Int((min(max(dssDeviationDb, 1), 20) * 2).rounded())
        if let known = informedEstimators[step] { return known }
        let made = InformedIssEstimator(dssDeviationDb: Double(step) / 2)
        informedEstimators[step] = made
        return made
    }
}

extension InterfererTracker {
    /// The interferers of a band whose power is to be expected, the surest first, and known emitters.
    func expected(
        in bandIndex: Int, known: [PlacedEmitter]
    ) -> [ExpectedInterference.Emitter] {
        let active = tracks.filter {
            $0.phase == .active && $0.bandIndex == bandIndex && $0.eirpDbm.isFinite
        }.sorted { ($0.confidence, $1.number) > ($1.confidence, $0.number) }
        let emitters =
            known.compactMap { emitter in
                emitter.eirpDbm.map {
                    ExpectedInterference.Emitter(
                        position: emitter.position, eirpDbm: $0, deviationMetres: 0)
                }
            }
            + active.map { track in
                ExpectedInterference.Emitter(
                    position: track.position, eirpDbm: track.eirpDbm,
                    deviationMetres: (track.covariance.trace / 2).squareRoot())
            }
        return Array(emitters.prefix(BandEstimator.expectedEmitterCountMax))
    }
}
