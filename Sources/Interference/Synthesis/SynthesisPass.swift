import Glibc
import Numerics

/// One look at all samples under all emitters: likelihood, and a step's gradient and curvature.
///
/// Parameters are the emitters' powers, then the four of the laws. A sample's class is in doubt for
/// the emitter that is strongest there only.
struct SynthesisPass {
    /// What is believed beside the samples.
    struct Beliefs {
        var spikeDensity: Double
        var raisedDensity: Double
        var eirpMeanDbm: Double
        var eirpDeviationDb: Double
    }

    /// Logarithm of the posterior.
    private(set) var log = 0.0
    /// Uphill gradient.
    private(set) var pull: [Double]
    /// Expected curvature [order × order].
    private(set) var curvature: [Double]
    /// Weight of samples that an emitter rules, by the map's class: clear, blocked.
    private(set) var mass = [0.0, 0.0]
    /// Of these, weight of those whose class is wrong.
    private(set) var wrong = [0.0, 0.0]

    private static let nepersPerDb = Glibc.log(10.0) / 10

    init(
        _ sources: [SynthesisSource], laws: SynthesisLaws, samples: EmissionSamples,
        beliefs: Beliefs
    ) {
        let order = sources.count + 4
        pull = [Double](repeating: 0, count: order)
        curvature = [Double](repeating: 0, count: order * order)
        var row = [Double](repeating: 0, count: order)
        for index in 0..<samples.count {
            addSample(index, sources, laws, samples, beliefs, row: &row)
        }
        addPriors(sources, laws, beliefs)
        for i in 0..<order {
            for j in 0..<i { curvature[j * order + i] = curvature[i * order + j] }
        }
    }

    /// One sample's say; `row` is scratch.
    @inline(__always)
    private mutating func addSample(
        _ index: Int, _ sources: [SynthesisSource], _ laws: SynthesisLaws,
        _ samples: EmissionSamples, _ beliefs: Beliefs, row: inout [Double]
    ) {
        var total = Double(samples.background[index])
        var spread = Double(samples.spread[index])
        var top = -1
        var topPower = 0.0
        for source in sources.indices {
            let power = Double(sources[source].power[index])
            total += power
            spread += Double(sources[source].spread[index])
            if power > topPower {
                topPower = power
                top = source
            }
        }
        let fading = Double(samples.fading[index])
        let weight = Double(samples.weights[index])
        let residual = Double(samples.received[index]) - Glibc.log(total) / Self.nepersPerDb
        let variance = spread / (total * total) + fading
        let floor = beliefs.spikeDensity + (residual > 0 ? beliefs.raisedDensity : 0)
        let own = Self.density(residual, variance)
        guard top >= 0 else {
            log += weight * Glibc.log(own + floor)
            return
        }
        // The same if the strongest emitter's link is of the other class than the map has it.
        let law = sources[top].clear[index] != 0 ? 0 : 1
        let apart =
            laws.parameters[2] - laws.parameters[0]
            + (laws.parameters[3] - laws.parameters[1]) * Double(sources[top].slopes[index])
        let changed = topPower * exp(Self.nepersPerDb * (law == 0 ? -apart : apart))
        let sum = total - topPower + changed
        let variances = (laws.clearVariance, laws.blockedVariance)
        let (now, then) = law == 0 ? variances : (variances.1, variances.0)
        let spreadThen =
            (spread - topPower * topPower * now + changed * changed * then) / (sum * sum) + fading
        let other = Self.density(
            Double(samples.received[index]) - Glibc.log(sum) / Self.nepersPerDb,
            max(spreadThen, fading))
        let share = 1 - (law == 0 ? laws.clearErrorShare : laws.blockedErrorShare)
        let density = share * own + (1 - share) * other + floor
        log += weight * Glibc.log(density)
        let otherShare = other * (1 - share) / density
        let ownShare = own * share / density
        if 2 * max(topPower, changed) > total {
            mass[law] += weight * (ownShare + otherShare)
            wrong[law] += weight * otherShare
        }
        addStep(
            index, sources, total: total, pulling: weight * ownShare / variance,
            residual: residual, row: &row)
    }

    @inline(__always)
    private static func density(_ residual: Double, _ variance: Double) -> Double {
        exp(-residual * residual / (2 * variance)) / (2 * Double.pi * variance).squareRoot()
    }

    /// One sample's part in gradient and curvature.
    @inline(__always)
    private mutating func addStep(
        _ index: Int, _ sources: [SynthesisSource], total: Double, pulling: Double,
        residual: Double, row: inout [Double]
    ) {
        let count = sources.count
        let order = count + 4
        for entry in 0..<order { row[entry] = 0 }
        for source in 0..<count {
            let share = Double(sources[source].power[index]) / total
            row[source] = share
            let first = sources[source].clear[index] != 0 ? count : count + 2
            row[first] -= share
            row[first + 1] -= share * Double(sources[source].slopes[index])
        }
        for i in 0..<order where row[i] != 0 {
            pull[i] += pulling * row[i] * residual
            for j in 0...i { curvature[i * order + j] += pulling * row[i] * row[j] }
        }
    }

    /// What is believed of powers and laws beforehand.
    private mutating func addPriors(
        _ sources: [SynthesisSource], _ laws: SynthesisLaws, _ beliefs: Beliefs
    ) {
        let count = sources.count
        let order = count + 4
        let tightness = 1 / (beliefs.eirpDeviationDb * beliefs.eirpDeviationDb)
        for source in 0..<count {
            let off = beliefs.eirpMeanDbm - sources[source].eirpDbm
            log -= off * off * tightness / 2
            pull[source] += off * tightness
            curvature[source * order + source] += tightness
        }
        let off = (0..<4).map { laws.mean[$0] - laws.parameters[$0] }
        for i in 0..<4 {
            for j in 0..<4 {
                let precision = laws.precision[4 * i + j]
                pull[count + i] += precision * off[j]
                log -= off[i] * precision * off[j] / 2
                if j <= i { curvature[(count + i) * order + count + j] += precision }
            }
        }
    }
}
