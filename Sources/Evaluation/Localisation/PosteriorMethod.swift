import Interference
import Model

/// Ours: the posterior of the localiser that runs live, with nothing explained beforehand.
public struct PosteriorMethod: LocalisationMethod {
    /// The method's name.
    public static let name = "posterior"

    private var localiser: EmitterLocaliser

    /// A method that has heard nothing yet.
    public init(setting: LocalisationSetting) {
        localiser = EmitterLocaliser(
            area: SearchArea(
                westMetres: setting.westMetres, southMetres: setting.southMetres,
                eastMetres: setting.eastMetres, northMetres: setting.northMetres,
                emitterHeightMetres: setting.emitterHeightMetres,
                marginMetres: setting.marginMetres),
            lineOfSight: setting.lineOfSight)
    }

    /// Takes the sample in.
    public mutating func absorb(_ sample: PlacedSample) { localiser.absorb(sample) }

    /// Mean and radii of the posterior.
    public mutating func locate(at now: UnixTime) -> LocalisationAnswer? {
        localiser.posterior().map { posterior in
            LocalisationAnswer(
                position: posterior.estimate.position, ce50Metres: posterior.estimate.ce50Metres,
                ce90Metres: posterior.estimate.ce90Metres,
                levelOfRadius: { posterior.level(ofRadiusMetres: $0) })
        }
    }
}
