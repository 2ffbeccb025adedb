import Glibc

/// Huber's loss with one threshold for each side, and the bias that their difference causes.
///
/// Interference only ever adds power, so what it spoils lies on one side: a loss that is too small.
/// A tight threshold there bounds its pull; a wide one on the other side keeps the good samples'
/// efficiency. Clean Gaussian residuals are then pulled towards the wide side by a known number of
/// standard deviations, ``bias``, which the fit takes off again.
public struct HuberLoss: Hashable, Sendable {
    /// Threshold for negative residuals (a sample stronger than the model), standard deviations.
    public let strongThreshold: Double
    /// Threshold for positive residuals (a sample weaker than the model), standard deviations.
    public let weakThreshold: Double
    /// Where the estimate of a clean Gaussian's centre ends up, standard deviations above it.
    public let bias: Double

    /// Equally robust on both sides: Huber's own proposal, 95 % efficient.
    public static let symmetric = HuberLoss(strongThreshold: 1.345, weakThreshold: 1.345)
    /// Robust against samples raised by interference.
    public static let oneSided = HuberLoss(strongThreshold: 0.4, weakThreshold: 1.5)

    /// A loss from its two thresholds.
    public init(strongThreshold: Double, weakThreshold: Double) {
        precondition(strongThreshold > 0 && weakThreshold > 0, "thresholds are positive")
        self.strongThreshold = strongThreshold
        self.weakThreshold = weakThreshold
        bias = Self.bias(strongThreshold, weakThreshold)
    }

    /// The weight of a residual in iteratively reweighted least squares, 0 to 1.
    public func weight(residual: Double, scale: Double) -> Double {
        let threshold = (residual < 0 ? strongThreshold : weakThreshold) * scale
        return abs(residual) <= threshold ? 1 : threshold / abs(residual)
    }

    // The root b of E psi(Z - b) = 0 for a standard normal Z, by bisection.
    private static func bias(_ strong: Double, _ weak: Double) -> Double {
        guard strong != weak else { return 0 }
        var low = -3.0
        var high = 3.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if meanInfluence(strong, weak, at: middle) > 0 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    // E[psi(Z - b)] in closed form: a clipped Gaussian's mean.
    private static func meanInfluence(_ strong: Double, _ weak: Double, at b: Double) -> Double {
        func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
        func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
        let lower = b - strong
        let upper = b + weak
        let inside =
            density(lower) - density(upper) - b * (cumulative(upper) - cumulative(lower))
        return inside - strong * cumulative(lower) + weak * (1 - cumulative(upper))
    }
}
