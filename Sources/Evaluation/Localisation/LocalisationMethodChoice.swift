/// The methods there are, by the names that rows and the command line use.
public enum LocalisationMethodChoice: String, CaseIterable, Hashable, Sendable {
    /// ``PosteriorMethod``.
    case posterior
    /// ``StrongestSampleMethod``.
    case strongestSample = "strongest-sample"
    /// ``CentroidMethod``.
    case centroid
    /// ``LogDistanceMethod``.
    case logDistance = "log-distance"
    /// ``MeanPositionMethod``.
    case meanPosition = "mean-position"

    /// A method of this kind that has heard nothing yet.
    public func make(setting: LocalisationSetting) -> any LocalisationMethod {
        switch self {
        case .posterior: PosteriorMethod(setting: setting)
        case .strongestSample: StrongestSampleMethod(setting: setting)
        case .centroid: CentroidMethod(setting: setting)
        case .logDistance: LogDistanceMethod(setting: setting)
        case .meanPosition: MeanPositionMethod(setting: setting)
        }
    }
}
