import Glibc
import Model
import Numerics

/// What is known of one band's power in one cell: a robust, forgetting mean of linear power.
///
/// Each visit (one sensor's consecutive samples in the cell within a tick, averaged in watts) enters
/// with a Huber weight by its residual in decibels, and all weights halve every half-life.
/// Censored values ("below") are kept apart: they say how little, not how much.
public struct EvidenceCell: Hashable, Sendable {
    /// Nobody's, or more than one sensor's.
    static let mixed = Int32(-1)

    /// Weight of the detected samples at `time`.
    var weight = 0.0
    /// Weighted sum of power at `time`, watts.
    var weightedWatts = 0.0
    /// Weighted mean square residual, square decibels.
    var dispersionDb2: Double
    /// Weight of the censored samples at `time`.
    var censoredWeight = 0.0
    /// Weighted sum of the censored samples' limits, decibels above 1 mW.
    var censoredWeightedDbm = 0.0
    /// The instant that the weights speak of: that of the newest visit.
    var time = UnixTime.zero
    /// The sensor behind all of the evidence, or `mixed`.
    var soleSensor = mixed

    /// A cell of which nothing is known.
    init(priorDeviationDb: Double) {
        dispersionDb2 = priorDeviationDb * priorDeviationDb
    }

    /// The mean power, dBm; NaN where nothing was detected.
    var meanDbm: Double { weight > 0 ? Decibels.dbm(fromWatts: weightedWatts / weight) : .nan }

    /// Lets the weights fade to a later instant; an earlier one changes nothing.
    mutating func fade(to now: UnixTime, halfLifeSeconds: Double) {
        guard now > time else { return }
        if time != .zero {
            let factor = exp2(-now.seconds(since: time) / halfLifeSeconds)
            weight *= factor
            weightedWatts *= factor
            censoredWeight *= factor
            censoredWeightedDbm *= factor
        }
        time = now
    }

    /// Takes in one visit.
    ///
    /// - Parameters:
    ///   - visit: the visit, its power corrected for the sensor's bias.
    ///   - configuration: forgetting and robustness.
    mutating func absorb(_ visit: CellVisit, configuration: EvidenceConfiguration) {
        let isFirst = weight == 0 && censoredWeight == 0
        soleSensor = isFirst || soleSensor == visit.sensorIndex ? visit.sensorIndex : Self.mixed
        fade(to: visit.time, halfLifeSeconds: configuration.halfLifeSeconds)
        if visit.censoredCount > 0 {
            censoredWeight += Double(visit.censoredCount)
            censoredWeightedDbm += Double(visit.censoredCount) * visit.censoredLimitDbm
        }
        guard visit.count > 0 else { return }
        let count = Double(visit.count)
        guard weight > 0 else {
            weight = count
            weightedWatts = count * visit.meanWatts
            return
        }
        let residual = Decibels.dbm(fromWatts: visit.meanWatts) - meanDbm
        let limit = configuration.huberLimit * dispersionDb2.squareRoot()
        let robust = count * min(1, limit / max(abs(residual), 1e-9))
        weight += robust
        weightedWatts += robust * visit.meanWatts
        // The dispersion learns from the whole residual: a cell whose power really changed becomes
        // uncertain at once and then takes the new level in at full weight.
        let share = min(count / (weight + 4), 0.5)
        dispersionDb2 += share * (residual * residual - dispersionDb2)
    }

    /// What the cell says at an instant, as an observation for interpolation.
    ///
    /// - Returns: power in dBm and its variance in square decibels; a cell in which censored
    ///   values weigh more than detected ones reports half a deviation below their mean limit;
    ///   `nil` where all evidence has faded.
    func observation(
        at now: UnixTime, configuration: EvidenceConfiguration
    ) -> (valueDbm: Double, varianceDb2: Double)? {
        let seconds = max(now.seconds(since: time), 0)
        let fading = exp2(-seconds / configuration.halfLifeSeconds)
        let floor = configuration.floorDeviationDb * configuration.floorDeviationDb
        let detected = weight * fading
        let censored = censoredWeight * fading
        guard detected + censored > 1e-6 else { return nil }
        guard censored <= detected else {
            let limit = censoredWeightedDbm / censoredWeight
            let deviation = max(configuration.priorDeviationDb, 3)
            return (limit - 0.5 * deviation, floor + deviation * deviation)
        }
        return (meanDbm, floor + dispersionDb2 / max(detected, 1e-6))
    }
}
