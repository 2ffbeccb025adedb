import Model
import Numerics

/// Multiquadric radial basis functions with a constant, from the k nearest observations.
///
/// s(x) = b + sum_i a_i phi(|x - x_i|), phi(h) = sqrt(h² + e²), sum_i a_i = 0, s(x_i) = y_i
/// (R. L. Hardy, 1971), smoothed by the observations' error variances. Solved for the observations' weights: see ``MultiquadricWeights``.
///
/// The standard deviation is that of these weights' error under a variogram fitted to the field,
/// so that methods can be compared by it.
public struct RadialBasisInterpolator: SpatialInterpolator {
    /// The method's name.
    public static let name = "rbf"
    /// Neighbours used where the configuration does not say.
    public static let neighbourCountDefault = 16

    private let configuration: InterpolationConfiguration
    private var evidence: FittedField

    /// An interpolator that has seen nothing.
    public init(configuration: InterpolationConfiguration = .init()) {
        self.configuration = configuration
        evidence = FittedField(configuration)
    }

    /// The variogram in use, for the standard deviations.
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
        let wanted = configuration.neighbourCount ?? Self.neighbourCountDefault
        var solver = MultiquadricWeights(
            neighbourCount: wanted, shapeMetres: max(evidence.index.spacingMetres / 2, 1e-3),
            variogram: evidence.variogram)
        return evidence.linearPredictions(
            at: targets, configuration, neighbourCount: wanted,
            balanced: configuration.balancesDirections
        ) { sample in
            solver.weigh(&sample)
        }
    }

    /// Writes the variogram.
    public func encode(into writer: inout ByteWriter) { evidence.encode(into: &writer) }

    /// Reads the variogram.
    public mutating func restore(from reader: inout ByteReader) throws {
        try evidence.restore(from: &reader)
    }
}
