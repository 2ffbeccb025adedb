import Numerics

extension ChannelParameters {
    /// Draws the fading of one measured value: power ratio of mean 1, averaged over the snapshots.
    func fadingRatio(isClear: Bool, using generator: inout SeededGenerator) -> Double {
        var sum = 0.0
        for _ in 0..<snapshotCount {
            sum += isClear ? ricianPower(using: &generator) : generator.exponential()
        }
        return sum / Double(snapshotCount)
    }

    /// Draws the noise power of one measured value, as a ratio to its mean.
    func noiseRatio(using generator: inout SeededGenerator) -> Double {
        var sum = 0.0
        for _ in 0..<snapshotCount { sum += generator.exponential() }
        return sum / Double(snapshotCount)
    }

    /// |√(K / (K + 1)) + √(1 / (K + 1)) z|² with z complex Gaussian of mean power 1.
    private func ricianPower(using generator: inout SeededGenerator) -> Double {
        let scatter = (1 / (2 * (ricianFactor + 1))).squareRoot()
        let inPhase =
            (ricianFactor / (ricianFactor + 1)).squareRoot() + scatter * generator.normal()
        let quadrature = scatter * generator.normal()
        return inPhase * inPhase + quadrature * quadrature
    }
}
