import Glibc
import Model

extension MovingEmitterFilter {
    /// Likelihood of the heard looks of a step, all receivers together.
    mutating func hear(_ looks: [Pending], by places: [Int]) {
        let powers = looks.map { $0.look.power ?? (0, 1) }
        let positions = places.map { receivers[$0].position }
        let fading = configuration.fadingDeviationDb * configuration.fadingDeviationDb
        let dimension = levels.dimension
        let gain = levels.update(
            receivers: places, variancesDb2: powers.map { fading / $0.lookCount })
        var logLikelihood = [Double](repeating: 0, count: particles.count)
        var innovations = [Double](repeating: 0, count: looks.count)
        for particle in 0..<particles.count {
            let start = particle * dimension
            let slope = 10 * particles.exponent[particle]
            for look in looks.indices {
                let unknown = start + 1 + 2 * places[look]
                innovations[look] =
                    powers[look].dbm - particles.means[start] - particles.means[unknown]
                    - particles.means[unknown + 1]
                    + slope * logDistance(of: particle, to: positions[look])
            }
            logLikelihood[particle] = gain.whiten(&innovations)
            gain.move(&particles.means, from: start, by: innovations)
        }
        let evidence = particles.weigh(logLikelihood)
        for look in looks.indices {
            let unknown = 1 + 2 * places[look]
            innovations[look] =
                powers[look].dbm - nullMeans[0] - nullMeans[unknown] - nullMeans[unknown + 1]
        }
        let nullEvidence = gain.whiten(&innovations)
        gain.move(&nullMeans, from: 0, by: innovations)
        addEvidence(evidence - nullEvidence)
        for (look, place) in zip(looks, places) {
            receivers[place].lastHeard = lastHeard ?? .zero
            receivers[place].excessDb = look.excessDb
        }
    }

    /// Likelihood of a power below a limit: Φ((limit - expected) / deviation).
    ///
    /// The same silence told again counts by the share of the shadowing that is new since.
    mutating func censor(_ limitDbm: Double, at place: LocalPosition, receiver: Int) {
        let dimension = levels.dimension
        let fading = configuration.fadingDeviationDb * configuration.fadingDeviationDb
        let deviation = (levels.variance(ofReceiver: receiver) + fading).squareRoot()
        let kept = exp(
            -configuration.speedDeviation * configuration.stepSeconds
                / configuration.shadowingMetres)
        let weight = 1 - kept * kept
        let unknown = 1 + 2 * receiver
        var logLikelihood = [Double](repeating: 0, count: particles.count)
        for particle in 0..<particles.count {
            let start = particle * dimension
            let expected =
                particles.means[start] + particles.means[start + unknown]
                + particles.means[start + unknown + 1]
                - 10 * particles.exponent[particle] * logDistance(of: particle, to: place)
            logLikelihood[particle] =
                weight * Self.logProbability(below: (limitDbm - expected) / deviation)
        }
        let evidence = particles.weigh(logLikelihood)
        let expected = nullMeans[0] + nullMeans[unknown] + nullMeans[unknown + 1]
        addEvidence(
            evidence
                - weight * Self.logProbability(below: (limitDbm - expected) / deviation))
    }

    /// Bounded, so that what was believed for long can be unlearnt within `evidenceSeconds`.
    private mutating func addEvidence(_ change: Double) {
        logRatio = min(max(logRatio + change, -20), 20)
    }

    /// log10 of the distance of a particle from a place, at least the nearest that the model knows.
    private func logDistance(of particle: Int, to place: LocalPosition) -> Double {
        let east = particles.east[particle] - place.eastMetres
        let north = particles.north[particle] - place.northMetres
        let up = area.emitterHeightMetres - place.upMetres
        let nearest = configuration.nearestMetres
        return 0.5 * log10(max(east * east + north * north + up * up, nearest * nearest))
    }

    /// ln Φ(x), by its asymptote where Φ would vanish.
    static func logProbability(below x: Double) -> Double {
        guard x < -8 else { return log(erfc(-x / 2.0.squareRoot()) / 2) }
        return -x * x / 2 - log(-x) - 0.5 * log(2 * Double.pi)
    }
}
