import Glibc
import Numerics

/// A Gaussian field of mean 0, variance 1 and covariance exp(−Δ / d_cor), drawn by FFT.
///
/// Circulant embedding (Dietrich and Newsam 1997): on a torus at least twice as wide as the
/// region, λ = DFT of the covariance, and Re and Im of DFT(√(λ / N) w), w white, are two independent
/// fields. Negative λ, of which a torus of 25 correlation lengths has none that matter, count as 0.
/// The torus is kept whole, so that every place has a value.
public struct ShadowingField: Hashable, Sendable {
    /// Values on the torus [nodeCount × nodeCount], rows northwards.
    private let values: [Float]
    /// Nodes along a side.
    private let nodeCount: Int
    /// Distance between nodes, metres.
    private let spacingMetres: Double

    /// Draws two independent fields that cover a square region.
    ///
    /// Cost O(n² log n) for n nodes along a side: about 60 ms for 512 × 512.
    public static func pair(
        extentMetres: Double, correlationMetres: Double,
        using generator: inout SeededGenerator
    ) -> (first: ShadowingField, second: ShadowingField) {
        precondition(extentMetres > 0 && correlationMetres > 0, "a field has a size")
        // Ten nodes to a correlation length leave interpolation little to smooth; at most
        // 1 024 × 1 024 nodes bound a large region's memory.
        let wanted = 2 * extentMetres / (correlationMetres / 10)
        var nodeCount = 16
        while Double(nodeCount) < wanted, nodeCount < 1_024 { nodeCount *= 2 }
        let spacing = 2 * extentMetres / Double(nodeCount)
        let transform = FourierTransform(rowCount: nodeCount, columnCount: nodeCount)
        var eigenvalues = covariance(
            nodeCount: nodeCount, spacingMetres: spacing, correlationMetres: correlationMetres)
        transform.forward(&eigenvalues)
        let gain = 1 / interpolatedVariance(spacing / correlationMetres)
        var spectrum = eigenvalues
        for index in spectrum.indices {
            let power = max(eigenvalues[index].real, 0) / Float(transform.count)
            let scale = (power * gain).squareRoot()
            // Box and Muller's transform, both branches: half the cost of two single draws.
            let radius = (-2 * log(1 - generator.uniform())).squareRoot()
            let angle = 2 * Double.pi * generator.uniform()
            spectrum[index] = ComplexFloat(
                real: scale * Float(radius * cos(angle)),
                imaginary: scale * Float(radius * sin(angle)))
        }
        transform.forward(&spectrum)
        return (
            ShadowingField(
                values: spectrum.map(\.real), nodeCount: nodeCount, spacingMetres: spacing),
            ShadowingField(
                values: spectrum.map(\.imaginary), nodeCount: nodeCount, spacingMetres: spacing)
        )
    }

    /// The field at a place, standard deviations: bilinear between the four nodes around it.
    public func value(eastMetres: Double, northMetres: Double) -> Double {
        let x = eastMetres / spacingMetres
        let y = northMetres / spacingMetres
        // A place so far away that its node cannot be counted has no shadow.
        guard abs(x) < 1e9, abs(y) < 1e9 else { return 0 }
        let column = Int(x.rounded(.down))
        let row = Int(y.rounded(.down))
        let east = x - Double(column)
        let north = y - Double(row)
        return node(column, row) * (1 - east) * (1 - north)
            + node(column + 1, row) * east * (1 - north)
            + node(column, row + 1) * (1 - east) * north
            + node(column + 1, row + 1) * east * north
    }

    /// A node's value; the torus has no edge (`nodeCount` is a power of two).
    private func node(_ column: Int, _ row: Int) -> Double {
        let mask = nodeCount - 1
        return Double(values[(row & mask) * nodeCount + (column & mask)])
    }

    /// Mean variance of what `value` interpolates between nodes of variance 1, by which the nodes are
    /// raised: over a cell E w² = 1/3 and E w (1 − w) = 1/6 along each axis.
    private static func interpolatedVariance(_ spacing: Double) -> Float {
        Float((4 + 4 * exp(-spacing) + exp(-spacing * 2.0.squareRoot())) / 9)
    }

    /// The covariance from node (0, 0) to each, around the torus the shorter way.
    private static func covariance(
        nodeCount: Int, spacingMetres: Double, correlationMetres: Double
    ) -> [ComplexFloat] {
        (0..<nodeCount * nodeCount).map { index in
            let column = Double(min(index % nodeCount, nodeCount - index % nodeCount))
            let row = Double(min(index / nodeCount, nodeCount - index / nodeCount))
            let distance = (column * column + row * row).squareRoot() * spacingMetres
            return ComplexFloat(real: Float(exp(-distance / correlationMetres)))
        }
    }
}
