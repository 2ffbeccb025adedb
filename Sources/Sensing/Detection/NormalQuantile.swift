import Glibc

/// Quantiles of the normal distribution.
enum NormalQuantile {
    /// What a standard normal variable exceeds with this probability.
    static func exceeded(with probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a probability lies within (0, 1)")
        // Bisection: a few dozen evaluations, once an estimate.
        var (low, high) = (-40.0, 40.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if erfc(middle / 2.0.squareRoot()) / 2 > probability {
                low = middle
            } else {
                high = middle
            }
        }
        return (low + high) / 2
    }
}
