import Glibc
import Model

/// Where one emitter may be: probability by cells, and the estimate drawn from them.
public struct EmitterPosterior: Hashable, Sendable {
    /// One cell of the posterior.
    public struct Cell: Hashable, Sendable {
        /// The cell's candidate position, metres east.
        public var eastMetres: Double
        /// The cell's candidate position, metres north.
        public var northMetres: Double
        /// The cell's share of the posterior; all together are 1.
        public var probability: Double
    }

    /// Mean, spread and what speaks for it.
    public internal(set) var estimate: EmitterEstimate
    /// The posterior's cells, in the order of the search.
    public let cells: [Cell]
    /// What the model cannot know about a position, one axis, metres; it widens every radius.
    public let modelErrorMetres: Double

    /// The share of the posterior within a radius of its mean, 0 to 1.
    ///
    /// The model's own error, normal in both axes, is added in quadrature.
    public func level(ofRadiusMetres radius: Double) -> Double {
        var sum = 0.0
        for cell in cells { sum += cell.probability * share(of: cell, within: radius) }
        return min(sum, 1)
    }

    /// The radius about the mean that holds a share of the posterior, metres.
    public func radiusMetres(ofLevel level: Double) -> Double {
        var low = 0.0
        var high = 10 * (modelErrorMetres + 1)
        while self.level(ofRadiusMetres: high) < level, high < 1e7 { high *= 2 }
        for _ in 0..<30 {
            let middle = (low + high) / 2
            if self.level(ofRadiusMetres: middle) < level { low = middle } else { high = middle }
        }
        return high
    }

    /// The chance that a cell's true place, off by the model's error, lies within a radius.
    private func share(of cell: Cell, within radius: Double) -> Double {
        Self.share(
            distanceMetres: LocalPosition(
                eastMetres: cell.eastMetres, northMetres: cell.northMetres, upMetres: 0
            ).horizontalDistanceMetres(to: estimate.position), radiusMetres: radius,
            deviationMetres: modelErrorMetres)
    }

    /// P(|x + e| ≤ r) for |x| = d and e normal with deviation s in both axes: Marcum's Q function,
    /// approximated by the normal law of |x + e|, mean √(d² + s²), which is exact to 0.02 for d > 2 s.
    static func share(
        distanceMetres d: Double, radiusMetres r: Double, deviationMetres s: Double
    ) -> Double {
        guard s > 0 else { return d <= r ? 1 : 0 }
        guard d > 0 else { return 1 - exp(-r * r / (2 * s * s)) }
        if d < 2 * s {
            // Rice's law by its Poisson mixture of central laws.
            let half = d * d / (2 * s * s)
            var weight = exp(-half)
            let x = r * r / (2 * s * s)
            var term = exp(-x)
            var tail = term
            var sum = 0.0
            for k in 0..<24 {
                sum += weight * (1 - tail)
                weight *= half / Double(k + 1)
                term *= x / Double(k + 1)
                tail += term
            }
            return sum
        }
        return 0.5 * erfc(-(r - (d * d + s * s).squareRoot()) / (s * 2.0.squareRoot()))
    }
}
