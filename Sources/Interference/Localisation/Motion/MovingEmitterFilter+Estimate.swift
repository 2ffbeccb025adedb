import Glibc
import Model

extension MovingEmitterFilter {
    /// Mean velocity of the posterior, metres a second east and north; `nil` before anything was
    /// heard.
    public var velocity: (east: Double, north: Double)? {
        guard isSpread else { return nil }
        var east = 0.0
        var north = 0.0
        for particle in 0..<particles.count {
            let weight = exp(particles.logWeights[particle])
            east += weight * particles.eastSpeed[particle]
            north += weight * particles.northSpeed[particle]
        }
        return (east, north)
    }

    /// Mean path-loss exponent of the posterior; the expected one before anything was heard.
    public var exponent: Double {
        guard isSpread else { return configuration.exponent }
        return (0..<particles.count).reduce(0) {
            $0 + exp(particles.logWeights[$1]) * particles.exponent[$1]
        }
    }

    /// The posterior in numbers.
    func estimate(first: UnixTime, last: UnixTime) -> EmitterEstimate {
        let law = PositionLaw(of: particles)
        let radii = law.radii(holding: [0.5, 0.9], of: particles)
        let level = self.level
        let hearing = receivers.filter {
            $0.excessDb > -.infinity
                && last.seconds(since: $0.lastHeard) <= configuration.hearingSeconds
        }
        return EmitterEstimate(
            position: LocalPosition(
                eastMetres: law.east, northMetres: law.north,
                upMetres: area.emitterHeightMetres),
            eastVarianceSquareMetres: law.eastVariance,
            northVarianceSquareMetres: law.northVariance,
            eastNorthCovarianceSquareMetres: law.covariance, ce50Metres: radii[0],
            ce90Metres: radii[1], eirpDbm: level.meanDbm + configuration.lossAtOneMetreDb,
            eirpDeviationDb: level.deviationDb,
            confidence: 1 / (1 + exp(-logRatio) / configuration.priorOdds),
            peakAboveBackgroundDb: hearing.map(\.excessDb).max() ?? 0, firstHeard: first,
            lastHeard: last, sensorIndices: hearing.map(\.sensorIndex).sorted(),
            sampleCount: Int(clamping: sampleCount))
    }

    /// The emitter's level at one metre: mean over particles, and their spread with what each of
    /// them does not know.
    private var level: (meanDbm: Double, deviationDb: Double) {
        let dimension = levels.dimension
        var mean = 0.0
        var square = 0.0
        for particle in 0..<particles.count {
            let weight = exp(particles.logWeights[particle])
            let level = particles.means[particle * dimension]
            mean += weight * level
            square += weight * level * level
        }
        return (mean, (max(square - mean * mean, 0) + levels.covariance[0]).squareRoot())
    }
}
