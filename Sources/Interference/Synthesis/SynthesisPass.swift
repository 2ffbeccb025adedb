import Glibc
import Numerics

/// One look at all samples under all emitters: likelihood, and a step's gradient and curvature.
///
/// Parameters are the emitters' powers, then the four of the laws. A sample's class is in doubt for
/// the emitter that is strongest there only.
struct SynthesisPass {
    /// Logarithm of the posterior.
    var log = 0.0
    /// Uphill gradient.
    var pull: [Double]
    /// Expected curvature [order × order].
    var curvature: [Double]
    /// Weight of samples that an emitter rules, by the map's class: clear, blocked.
    var mass = [0.0, 0.0]
    /// Of these, weight of those whose class is wrong.
    var wrong = [0.0, 0.0]

    init(
        _ sources: [SynthesisSource], laws: SynthesisLaws, samples: EmissionSamples,
        spikeDensity: Double, raisedDensity: Double, eirpMeanDbm: Double, eirpDeviationDb: Double
    ) {
        let count = sources.count
        let order = count + 4
        pull = [Double](repeating: 0, count: order)
        curvature = [Double](repeating: 0, count: order * order)
        var row = [Double](repeating: 0, count: order)
        let variances = [laws.clearVariance, laws.blockedVariance]
        let shares = [1 - laws.clearErrorShare, 1 - laws.blockedErrorShare]
        let nepers = Glibc.log(10.0) / 10
        for index in 0..<samples.count {
            var total = Double(samples.background[index])
            var spread = Double(samples.spread[index])
            var top = -1
            var topPower = 0.0
            for source in 0..<count {
                let power = Double(sources[source].power[index])
                total += power
                spread += Double(sources[source].spread[index])
                if power > topPower {
                    topPower = power
                    top = source
                }
            }
            let received = Double(samples.received[index])
            let fading = Double(samples.fading[index])
            let weight = Double(samples.weights[index])
            let residual = received - 10 / Glibc.log(10.0) * Glibc.log(total)
            let variance = spread / (total * total) + fading
            let floor = spikeDensity + (residual > 0 ? raisedDensity : 0)
            var own =
                exp(-residual * residual / (2 * variance))
                / (2 * Double.pi * variance).squareRoot()
            var other = 0.0
            guard top >= 0 else {
                log += weight * Glibc.log(own + floor)
                continue
            }
            let law = sources[top].clear[index] != 0 ? 0 : 1
            let slope = Double(sources[top].slopes[index])
            let apart =
                laws.parameters[2] - laws.parameters[0]
                + (laws.parameters[3] - laws.parameters[1]) * slope
            let changed = topPower * exp(nepers * (law == 0 ? -apart : apart))
            let sum = total - topPower + changed
            let off = received - 10 / Glibc.log(10.0) * Glibc.log(sum)
            let spreadThen =
                (spread - topPower * topPower * variances[law]
                    + changed * changed * variances[1 - law]) / (sum * sum) + fading
            let v = max(spreadThen, fading)
            other = exp(-off * off / (2 * v)) / (2 * Double.pi * v).squareRoot()
            let density = shares[law] * own + (1 - shares[law]) * other + floor
            log += weight * Glibc.log(density)
            other *= (1 - shares[law]) / density
            own *= shares[law] / density
            if 2 * max(topPower, changed) > total {
                mass[law] += weight * (own + other)
                wrong[law] += weight * other
            }
            for entry in 0..<order { row[entry] = 0 }
            for source in 0..<count {
                let share = Double(sources[source].power[index]) / total
                row[source] = share
                let first = sources[source].clear[index] != 0 ? count : count + 2
                row[first] -= share
                row[first + 1] -= share * Double(sources[source].slopes[index])
            }
            let pulling = weight * own / variance
            for i in 0..<order where row[i] != 0 {
                pull[i] += pulling * row[i] * residual
                for j in 0...i { curvature[i * order + j] += pulling * row[i] * row[j] }
            }
        }
        let tightness = 1 / (eirpDeviationDb * eirpDeviationDb)
        for source in 0..<count {
            let off = eirpMeanDbm - sources[source].eirpDbm
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
        for i in 0..<order {
            for j in 0..<i { curvature[j * order + i] = curvature[i * order + j] }
        }
    }
}
