import Glibc

/// Facts of the standard normal distribution's tail.
enum GaussianTail {
    /// Probability that a standard normal number exceeds a value.
    static func probability(above value: Double) -> Double { erfc(value / 2.0.squareRoot()) / 2 }

    /// The value that a standard normal number exceeds with a probability between 0 and 1.
    static func quantile(exceededWith probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1")
        var low = -40.0
        var high = 40.0
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if self.probability(above: middle) > probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
