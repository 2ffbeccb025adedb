import Glibc
import Numerics

/// Draws the fading of one measured value as a whole: the mean power of n snapshots, mean 1.
///
/// Instead of n complex numbers: Rayleigh power averaged over n is Gamma(n) / n, and Rician power,
/// with |√K + z|² summed over n snapshots,
///
///     ((√(2 n K) + N_1)² + N_2² + χ²_(2n - 2)) / (2 n (K + 1)),   N standard normal,
///
/// because only the projection on the line of sight's direction is not central.
struct MeanFading {
    private let snapshotCount: Int
    private let centre: Double
    private let ricianScale: Double

    init(_ channel: ChannelParameters) {
        snapshotCount = channel.snapshotCount
        let count = Double(channel.snapshotCount)
        centre = (2 * count * channel.ricianFactor).squareRoot()
        ricianScale = 1 / (2 * count * (channel.ricianFactor + 1))
    }

    /// The power ratio of a measured value over one link.
    func ratio(isClear: Bool, using generator: inout SeededGenerator) -> Double {
        guard isClear else { return noiseRatio(using: &generator) }
        let normal = generator.normalPair()
        let along = centre + normal.first
        let rest = 2 * Self.gamma(snapshotCount - 1, using: &generator)
        return (along * along + normal.second * normal.second + rest) * ricianScale
    }

    /// The power ratio of a measured value of noise, or of a blocked link's signal.
    func noiseRatio(using generator: inout SeededGenerator) -> Double {
        Self.gamma(snapshotCount, using: &generator) / Double(snapshotCount)
    }

    /// The sum of so many numbers of the exponential distribution: −ln of a product of uniforms.
    private static func gamma(_ count: Int, using generator: inout SeededGenerator) -> Double {
        // A product of sixteen multiples of 2^-53 cannot underflow.
        var sum = 0.0
        var left = count
        while left > 0 {
            var product = 1.0
            for _ in 0..<min(left, 16) { product *= 1 - generator.uniform() }
            sum -= log(product)
            left -= 16
        }
        return sum
    }
}
