import Model
import Numerics

/// The mean of the k nearest observations, weighted by the inverse of distance squared.
///
/// IDW with p = 2, after D. Shepard, 1968.
///
/// The standard deviation is that of these weights' error under a variogram fitted to the field,
/// so that methods can be compared by it.
public struct InverseDistanceInterpolator: SpatialInterpolator {
    /// The method's name.
    public static let name = "idw"
    /// Neighbours used where the configuration does not say.
    public static let neighbourCountDefault = 12
    // A millimetre, squared: keeps the weight of an observation at the place itself finite, and
    // shares it among coincident ones.
    private static let softening = 1e-6

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

    /// Values at some places, in their order.
    public func predict(at targets: [LocalPosition]) -> [Prediction] {
        evidence.linearPredictions(
            at: targets, configuration,
            neighbourCount: configuration.neighbourCount ?? Self.neighbourCountDefault
        ) { sample in
            var sum = 0.0
            for i in 0..<sample.count {
                sample.weights[i] = 1 / (sample.squaredDistances[i] + Self.softening)
                sum += sample.weights[i]
            }
            for i in 0..<sample.count { sample.weights[i] /= sum }
        }
    }

    /// Writes the variogram.
    public func encode(into writer: inout ByteWriter) { evidence.encode(into: &writer) }

    /// Reads the variogram.
    public mutating func restore(from reader: inout ByteReader) throws {
        try evidence.restore(from: &reader)
    }
}
