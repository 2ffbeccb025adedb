/// The interpolators there are, by the name that configuration and experiments use.
public enum InterpolatorChoice: String, CaseIterable, Codable, Sendable {
    /// ``NearestInterpolator``.
    case nearest
    /// ``InverseDistanceInterpolator``.
    case inverseDistance = "idw"
    /// ``NeighbourMeanInterpolator``.
    case neighbourMean = "knn"
    /// ``RadialBasisInterpolator``.
    case radialBasis = "rbf"
    /// ``OrdinaryKrigingInterpolator``.
    case kriging

    /// An interpolator of this kind that has seen nothing.
    public func make(
        configuration: InterpolationConfiguration = .init()
    ) -> any SpatialInterpolator {
        switch self {
        case .nearest: NearestInterpolator(configuration: configuration)
        case .inverseDistance: InverseDistanceInterpolator(configuration: configuration)
        case .neighbourMean: NeighbourMeanInterpolator(configuration: configuration)
        case .radialBasis: RadialBasisInterpolator(configuration: configuration)
        case .kriging: OrdinaryKrigingInterpolator(configuration: configuration)
        }
    }
}
