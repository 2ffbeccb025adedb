import Model
import Numerics

/// The value of the nearest observation.
///
/// The standard deviation is that of these weights' error under a variogram fitted to the field,
/// so that methods can be compared by it.
public struct NearestInterpolator: SpatialInterpolator {
    /// The method's name.
    public static let name = "nearest"

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
        evidence.linearPredictions(at: targets, configuration, neighbourCount: 1) { sample in
            sample.weights[0] = 1
        }
    }

    /// Writes the variogram.
    public func encode(into writer: inout ByteWriter) { evidence.encode(into: &writer) }

    /// Reads the variogram.
    public mutating func restore(from reader: inout ByteReader) throws {
        try evidence.restore(from: &reader)
    }
}
