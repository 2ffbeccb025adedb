import Glibc
import Interference
import Model

extension InterfererTrack {
    /// How long a velocity is believed without being seen again, seconds.
    static let velocityMemorySeconds = 10.0
    /// How long it takes to learn one, seconds.
    static let velocityLearningSeconds = 1.0
    /// Squared deviations beyond which what was known is given up for the newest posterior: of two
    /// dimensions one in a thousand.
    static let contradictionDeviationsSquared = 13.8
    /// Squared CE90 of a circular normal law over its variance: −2 ln 0.1.
    static let ce90SquaredPerVariance = 4.605
    /// Squared CE50 likewise: −2 ln 0.5.
    static let ce50SquaredPerVariance = 1.386

    /// Where it should be now, and how well that is known: near-constant velocity that fades, and a
    /// random walk about it.
    func predicted(
        at now: UnixTime, configuration: TrackingConfiguration
    ) -> (position: LocalPosition, covariance: PlaneCovariance) {
        let elapsed = max(now.seconds(since: updateTime), 0)
        let memory = Self.velocityMemorySeconds
        let lead = memory * (1 - exp(-elapsed / memory))
        var place = position
        place.eastMetres += lead * velocityEast
        place.northMetres += lead * velocityNorth
        let wander = configuration.wanderMetres * configuration.wanderMetres * elapsed
        return (place, covariance + PlaneCovariance(circular: wander))
    }

    /// Takes the newest posterior into the position.
    ///
    /// Where it contradicts what was known (another emitter's place, an ambiguity resolved, a
    /// manoeuvre) it takes its place; else the two are intersected, see `CovarianceIntersection`.
    mutating func fuse(
        _ estimate: EmitterEstimate, at now: UnixTime, configuration: TrackingConfiguration
    ) {
        let prior = predicted(at: now, configuration: configuration)
        let posterior = PlaneCovariance(of: estimate)
        let elapsed = max(now.seconds(since: updateTime), 0)
        let east = estimate.position.eastMetres - prior.position.eastMetres
        let north = estimate.position.northMetres - prior.position.northMetres
        let isContradicted =
            (prior.covariance + posterior).squaredDeviations(east, north)
            > Self.contradictionDeviationsSquared
        let intersection = CovarianceIntersection(
            of: prior.covariance, and: posterior, share: configuration.smoothing)
        let older = isContradicted ? 0 : intersection.olderWeight
        updateTime = now
        guard older > 0 else {
            turn(
                east: east, north: north, elapsed: elapsed, isContradicted: isContradicted,
                configuration: configuration)
            position = estimate.position
            covariance = posterior
            ce50Metres = estimate.ce50Metres
            ce90Metres = estimate.ce90Metres
            return
        }
        let fused = intersection.covariance(of: prior.covariance, and: posterior)
        // x = P (w A⁻¹ a + (1 − w) B⁻¹ b), written as the older place and a correction.
        let pull = posterior.inverse.times((1 - older) * east, (1 - older) * north)
        let step = fused.times(pull.east, pull.north)
        position = LocalPosition(
            eastMetres: prior.position.eastMetres + step.east,
            northMetres: prior.position.northMetres + step.north,
            upMetres: estimate.position.upMetres)
        covariance = fused
        turn(
            east: step.east, north: step.north, elapsed: elapsed, isContradicted: false,
            configuration: configuration)
        // A posterior is no normal law: its own radii are intersected as the variances are.
        let wander = configuration.wanderMetres * configuration.wanderMetres * elapsed
        ce50Metres = Self.radius(
            ce50Metres, widenedBy: Self.ce50SquaredPerVariance * wander, weight: older,
            and: estimate.ce50Metres)
        ce90Metres = Self.radius(
            ce90Metres, widenedBy: Self.ce90SquaredPerVariance * wander, weight: older,
            and: estimate.ce90Metres)
    }

    private static func radius(
        _ older: Double, widenedBy square: Double, weight: Double, and newer: Double
    ) -> Double {
        let information =
            weight / max(older * older + square, 1e-6) + (1 - weight) / max(newer * newer, 1e-6)
        return (1 / information).squareRoot()
    }

    /// Learns the velocity from how far the position had to be put right.
    ///
    /// An alpha-beta filter (Kalata 1984: β / α = α / (2 − α)), slower where estimates come faster,
    /// so that jitter does not pass for speed. A leap that no emitter could make says nothing.
    private mutating func turn(
        east: Double, north: Double, elapsed: Double, isContradicted: Bool,
        configuration: TrackingConfiguration
    ) {
        guard elapsed > 0 else { return }
        let fading = exp(-elapsed / Self.velocityMemorySeconds)
        let pace = elapsed / Self.velocityLearningSeconds
        // After a contradiction the old velocity is as doubtful as the old place.
        let share = configuration.smoothing
        let gain = isContradicted ? min(pace / 2, 0.5) : min(share / (2 - share), pace * pace)
        let nextEast = fading * velocityEast + gain * east / elapsed
        let nextNorth = fading * velocityNorth + gain * north / elapsed
        let isPossible =
            (nextEast * nextEast + nextNorth * nextNorth).squareRoot()
            <= configuration.speedMaxMetresPerSecond
        velocityEast = isPossible ? nextEast : 0
        velocityNorth = isPossible ? nextNorth : 0
    }
}
