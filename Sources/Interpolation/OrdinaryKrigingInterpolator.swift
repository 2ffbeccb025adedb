import Model
import Numerics

/// Ordinary kriging in a local neighbourhood, under a variogram fitted to the field.
///
/// With covariances K among the neighbours (measurement variances and nugget on the diagonal) and c
/// to the place, the best linear unbiased weights and their error variance are
///
///     w = K⁻¹ (c + 1 (1 - 1'K⁻¹c) / (1'K⁻¹1))
///     σ² = C(0) + nugget - c'K⁻¹c + (1 - 1'K⁻¹c)² / (1'K⁻¹1)
///
/// (N. Cressie, "Statistics for Spatial Data", 1993, eqs 3.2.12-3.2.16; the last term is the Lagrange
/// multiplier's.) What is predicted is what a perfect receiver would read there: nugget included in
/// the variance, measurement error not.
///
/// Cost per place: a search, `k` exponentials and two triangular solves; one factorisation, O(k³),
/// for each block of places that share their neighbours (``TargetBlocks``).
public struct OrdinaryKrigingInterpolator: SpatialInterpolator {
    /// The method's name.
    public static let name = "kriging"
    /// Neighbours used where the configuration does not say.
    public static let neighbourCountDefault = 16

    let configuration: InterpolationConfiguration
    private(set) var evidence: FittedField

    /// An interpolator that has seen nothing.
    public init(configuration: InterpolationConfiguration = .init()) {
        self.configuration = configuration
        evidence = FittedField(configuration)
    }

    /// The variogram in use.
    public var variogram: Variogram { evidence.variogram }

    /// Takes a field and refines the variogram on it.
    public mutating func fit(_ field: ScatteredField, budget: Int) -> Int {
        evidence.fit(field, budget: budget)
    }

    /// Takes a field with a variogram that is known, leaving nothing to be fitted.
    public mutating func fit(_ field: ScatteredField, variogram: Variogram) {
        evidence.fit(field, variogram: variogram)
    }

    /// Values at some places, in their order.
    public func predict(at targets: [LocalPosition]) -> [Prediction] {
        var predictions = [Prediction](repeating: .unknown, count: targets.count)
        guard evidence.index.count > 0 else { return predictions }
        let wanted = configuration.neighbourCount ?? Self.neighbourCountDefault
        var system = LocalKriging(evidence, configuration, neighbourCount: wanted)
        let blocks = TargetBlocks(
            targets, index: evidence.index, sharing: configuration.sharesNeighbourhoods)
        for block in 0..<blocks.count {
            let members = blocks[block]
            if let first = members.first,
                let centre = blocks.centre(of: block, holding: targets[first]),
                system.gather(
                    around: centre, halfDiagonalMetres: blocks.halfDiagonalMetres)
            {
                for target in members {
                    predictions[target] = system.predict(at: targets[target])
                }
            } else {
                for target in members where system.gather(around: targets[target]) {
                    predictions[target] = system.predict(at: targets[target])
                }
            }
        }
        return predictions
    }

    /// Writes the variogram.
    public func encode(into writer: inout ByteWriter) { evidence.encode(into: &writer) }

    /// Reads the variogram.
    public mutating func restore(from reader: inout ByteReader) throws {
        try evidence.restore(from: &reader)
    }
}
