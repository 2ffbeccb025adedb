import Glibc

/// One step of a motion whose velocity is remembered for a while: an Ornstein-Uhlenbeck velocity.
///
/// Along each axis dv = -(v / τ) dt + σ √(2 / τ) dW and dx = v dt, with σ the velocity's standard
/// deviation and τ its memory. Exactly over a step Δ, with a = exp(-Δ / τ):
///
///     v' = a v + ε_v,   x' = x + τ (1 - a) v + ε_x
///     var ε_v = σ² (1 - a²),   cov(ε_x, ε_v) = σ² τ (1 - a)²
///     var ε_x = σ² τ² (2 Δ/τ - 3 + 4 a - a²)
///
/// For Δ ≪ τ this is near-constant velocity with acceleration noise 2 σ² / τ; for Δ ≫ τ a random
/// walk with 2 σ² τ a second. (Singer 1970; Gillespie 1996.)
struct VelocityMotion: Hashable, Sendable {
    /// Share of the velocity that is kept, a.
    let kept: Double
    /// Way that a unit of velocity goes, τ (1 - a), seconds.
    let shiftSeconds: Double
    /// Variance of the velocity's noise, square metres a square second.
    let velocityVariance: Double
    /// Variance of the position's noise, square metres.
    let positionVariance: Double
    /// Covariance of the two, square metres a second.
    let covariance: Double

    init(seconds: Double, speedDeviation: Double, memorySeconds: Double) {
        precondition(seconds >= 0, "time goes on")
        let variance = speedDeviation * speedDeviation
        kept = exp(-seconds / memorySeconds)
        shiftSeconds = memorySeconds * (1 - kept)
        velocityVariance = variance * (1 - kept * kept)
        covariance = variance * memorySeconds * (1 - kept) * (1 - kept)
        positionVariance = max(
            variance * memorySeconds * memorySeconds
                * (2 * seconds / memorySeconds - 3 + 4 * kept - kept * kept), 0)
    }

    /// Noise of position and velocity from two standard normal numbers.
    func noise(_ first: Double, _ second: Double) -> (position: Double, velocity: Double) {
        guard velocityVariance > 0 else { return (0, 0) }
        let velocity = velocityVariance.squareRoot() * first
        let slope = covariance / velocityVariance
        let rest = max(positionVariance - slope * covariance, 0)
        return (slope * velocity + rest.squareRoot() * second, velocity)
    }
}
