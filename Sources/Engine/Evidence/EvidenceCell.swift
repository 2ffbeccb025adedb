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
    /// A visit nearer than this to the mean is never far off, decibels.
    static let strayDb = 8.0
    /// So many samples in a row far off on one side are a change, not outliers or fading.
    static let strayRunMax: Int8 = 15
    /// One visit counts for at most so many of them.
    static let strayStepMax = 5
    /// Evidence that has faded to less than this is forgotten, and with it whose it was; long before
    /// weights underflow.
    static let weightMin = 1e-4

    /// Weight of the detected samples at `time`.
    var weight = 0.0
    /// Weighted sum of power at `time`, watts.
    var weightedWatts = 0.0
    /// Weighted mean square residual, square decibels.
    var dispersionDb2: Double
    /// Weighted sum of the variances of the sensors' biases at `time`, square decibels.
    var weightedBiasDb2 = 0.0
    /// Samples in a row that lay far off on one side: positive above, negative below.
    var strayRun: Int8 = 0
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

    /// Whether the cell says nothing, neither how much nor how little.
    var isEmpty: Bool { weight == 0 && censoredWeight == 0 }

    /// Whether samples can have made it: for state read back.
    var isPlausible: Bool {
        (0...1e15).contains(weight) && (0...1e15).contains(censoredWeight)
            && weightedWatts.isFinite && weightedWatts >= 0
            && (weight > 0) == (weightedWatts > 0)
            && weightedBiasDb2.isFinite && weightedBiasDb2 >= 0
            && abs(Int(strayRun)) < Int(Self.strayRunMax)
            && dispersionDb2.isFinite && dispersionDb2 >= 0 && censoredWeightedDbm.isFinite
    }

    /// Lets the weights fade to a later instant; an earlier one changes nothing.
    mutating func fade(to now: UnixTime, configuration: EvidenceConfiguration) {
        guard now > time else { return }
        if !isEmpty {
            let factor = exp2(-now.seconds(since: time) / configuration.halfLifeSeconds)
            weight *= factor
            weightedWatts *= factor
            weightedBiasDb2 *= factor
            censoredWeight *= factor
            censoredWeightedDbm *= factor
            if weight < Self.weightMin {
                weight = 0
                weightedWatts = 0
                weightedBiasDb2 = 0
                strayRun = 0
                dispersionDb2 = configuration.priorDeviationDb * configuration.priorDeviationDb
            }
            if censoredWeight < Self.weightMin {
                censoredWeight = 0
                censoredWeightedDbm = 0
            }
        }
        time = now
    }

    /// Variance of the mean by what is not known of its sensors' biases, square decibels.
    var biasVarianceDb2: Double { weight > 0 ? weightedBiasDb2 / weight : 0 }

    /// How far a visit's mean lies above the cell's, decibels; `nil` where either has none.
    func residualDb(of visit: CellVisit) -> Double? {
        guard visit.count > 0, weight > 0 else { return nil }
        return Decibels.db(fromRatio: visit.meanWatts * weight / weightedWatts)
    }

    /// Takes in one visit, its power corrected for the sensor's bias.
    mutating func absorb(_ visit: CellVisit, configuration: EvidenceConfiguration) {
        fade(to: visit.time, configuration: configuration)
        absorb(visit, residualDb: residualDb(of: visit), configuration: configuration)
    }

    /// Takes in one visit into a cell that has faded to its time already.
    ///
    /// - Parameters:
    ///   - visit: the visit, its power corrected for the sensor's bias.
    ///   - residualDb: what `residualDb(of:)` says of it.
    ///   - configuration: forgetting and robustness.
    mutating func absorb(
        _ visit: CellVisit, residualDb: Double?, configuration: EvidenceConfiguration
    ) {
        soleSensor = isEmpty || soleSensor == visit.sensorIndex ? visit.sensorIndex : Self.mixed
        if visit.censoredCount > 0 {
            censoredWeight += Double(visit.censoredCount)
            censoredWeightedDbm += Double(visit.censoredCount) * visit.censoredLimitDbm
        }
        guard visit.count > 0 else { return }
        let count = Double(visit.count)
        guard let residualDb else {
            begin(with: visit)
            return
        }
        noteStray(residualDb, count: visit.count, configuration: configuration)
        guard abs(strayRun) < Self.strayRunMax else {
            dispersionDb2 = configuration.priorDeviationDb * configuration.priorDeviationDb
            begin(with: visit)
            return
        }
        let limit = configuration.huberLimit * dispersionDb2.squareRoot()
        let robust = count * min(1, limit / max(abs(residualDb), 1e-9))
        weight += robust
        weightedWatts += robust * visit.meanWatts
        weightedBiasDb2 += robust * visit.biasVarianceDb2
        // The dispersion learns from the whole residual: a cell whose power really changed becomes
        // uncertain at once and then takes the new level in at full weight.
        let share = min(count / (weight + 4), 0.5)
        dispersionDb2 += share * (residualDb * residualDb - dispersionDb2)
    }

    /// Lets the detected evidence begin with one visit.
    private mutating func begin(with visit: CellVisit) {
        weight = Double(visit.count)
        weightedWatts = weight * visit.meanWatts
        weightedBiasDb2 = weight * visit.biasVarianceDb2
        strayRun = 0
        if censoredWeight == 0 { soleSensor = visit.sensorIndex }
    }

    /// Counts samples in a row that are far off on one side.
    ///
    /// A mean of power takes a rise in by itself, but would remember a fall of 20 dB for minutes: the
    /// old power weighs a hundred times the new.
    private mutating func noteStray(
        _ residualDb: Double, count: Int, configuration: EvidenceConfiguration
    ) {
        let spread = min(dispersionDb2.squareRoot(), configuration.priorDeviationDb)
        guard abs(residualDb) > max(configuration.huberLimit * spread, Self.strayDb) else {
            strayRun = 0
            return
        }
        let step = Int8(min(count, Self.strayStepMax))
        strayRun = residualDb > 0 ? max(strayRun, 0) + step : min(strayRun, 0) - step
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
