import Glibc
import Numerics

extension CosetStream {
    /// The spectrum as it is known now.
    func posterior(settings: StreamingSettings) -> SpectrumPosterior {
        let rows = pattern.rowCount
        guard frameCount > 0, covariance.weight > 0 else {
            return SpectrumPosterior(
                binPower: power, rowCount: rows,
                falseAlarmProbability: settings.falseAlarmProbability, iterations: 0)
        }
        var current = beams
        current.steer(power: power, noise: entryNoise, covariance: covariance)
        let evidence = RowEvidence(
            beams: current, frames: covariance.effectiveCount, occupancy: occupancy,
            falseAlarmProbability: settings.falseAlarmProbability)
        let grid = Float(pow(10, settings.levelStepDb / 10) - 1)
        let deviation = power.indices.map { bin in
            // A level is known to within its step at best.
            (variance[bin] + power[bin] * power[bin] * grid * grid / 12).squareRoot()
        }
        var answer = SpectrumPosterior(
            binPower: power, binPowerDeviation: deviation, rowCount: rows,
            rowScores: evidence.scores,
            rowThresholds: [Float](repeating: evidence.threshold, count: rows),
            binThresholds: BinEvidence(
                power: power, occupancy: occupancy, floor: 0.5 * settings.lowestLevel * noise,
                falseAlarmProbability: settings.falseAlarmProbability
            ).thresholds,
            falseAlarmProbability: settings.falseAlarmProbability, noisePower: Double(noise))
        answer.residual = misfit(of: current)
        return answer
    }

    // How far the outputs are from what the model says, root mean square, in standard deviations.
    private func misfit(of beams: CaponBeams) -> Double {
        var sum = 0.0
        for bin in power.indices {
            let total = power[bin] + beams.interference[bin]
            let departure = Double((beams.output[bin] - total) / total)
            sum += departure * departure
        }
        return (sum / Double(power.count) * covariance.effectiveCount).squareRoot()
    }

    /// What |X|² of the frames was, rather than what is expected of it.
    ///
    /// A bin of Gaussian samples had E|x|² = p + p² (q − e) (the E step of sparse Bayesian learning); one
    /// of constant modulus had p. Which they are, occupied bins tell together: outputs z are exponential
    /// in the one case, and Rice's squares in the other.
    func realisedPower() -> [Float] {
        var current = beams
        current.steer(power: power, noise: entryNoise, covariance: covariance)
        var odds = 0.0
        for bin in power.indices where occupancy[bin] > 0.5 {
            let (z, v) = (Double(current.output[bin]), Double(current.interference[bin]))
            let p = Double(power[bin])
            let gaussian = -log(v + p) - z / (v + p)
            let x = 2 * (z * p).squareRoot() / v
            odds += -log(v) - (z + p) / v + Self.logBessel(x) - gaussian
        }
        let constant = Float(1 / (1 + exp(min(max(-odds, -60), 60))))
        return power.indices.map { bin in
            let (p, v) = (power[bin], current.interference[bin])
            let share = p / (p + v)
            let gaussian = max(p + share * share * (current.output[bin] - v - p), 0)
            return constant * p + (1 - constant) * gaussian
        }
    }

    /// Logarithm of the modified Bessel function I₀ (Abramowitz and Stegun, 9.8.1 and 9.8.2).
    private static func logBessel(_ x: Double) -> Double {
        func polynomial(_ t: Double, _ terms: [Double]) -> Double {
            terms.reversed().reduce(0) { $0 * t + $1 }
        }
        if x < 3.75 {
            let t = (x / 3.75) * (x / 3.75)
            return log(
                polynomial(
                    t, [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813]))
        }
        let terms = [
            0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537,
            -0.01647633, 0.00392377,
        ]
        return x - 0.5 * log(x) + log(polynomial(3.75 / x, terms))
    }
}
