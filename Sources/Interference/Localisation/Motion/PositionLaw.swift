import Glibc

/// The particles' places as a law: mean, covariance, and the radii that hold half and nine tenths.
struct PositionLaw: Hashable, Sendable {
    private(set) var east = 0.0
    private(set) var north = 0.0
    private(set) var eastVariance = 0.0
    private(set) var northVariance = 0.0
    private(set) var covariance = 0.0

    init(of particles: EmitterParticles) {
        for particle in 0..<particles.count {
            let weight = exp(particles.logWeights[particle])
            east += weight * particles.east[particle]
            north += weight * particles.north[particle]
        }
        for particle in 0..<particles.count {
            let weight = exp(particles.logWeights[particle])
            let x = particles.east[particle] - east
            let y = particles.north[particle] - north
            eastVariance += weight * x * x
            northVariance += weight * y * y
            covariance += weight * x * y
        }
    }

    /// Radii about the mean that hold these shares of the particles, which ascend.
    func radii(holding shares: [Double], of particles: EmitterParticles) -> [Double] {
        let distances = (0..<particles.count).map { particle in
            let x = particles.east[particle] - east
            let y = particles.north[particle] - north
            return (distance: (x * x + y * y).squareRoot(), particle: particle)
        }.sorted { ($0.distance, $0.particle) < ($1.distance, $1.particle) }
        var radii: [Double] = []
        var held = 0.0
        for (distance, particle) in distances {
            held += exp(particles.logWeights[particle])
            while radii.count < shares.count, held >= shares[radii.count] {
                radii.append(distance)
            }
        }
        // Rounding may leave a share of nearly 1 unreached.
        while radii.count < shares.count { radii.append(distances.last?.distance ?? 0) }
        return radii
    }
}
