import Interference
import Model

/// Ours: the emitters that the live localiser finds above station and noise.
public struct PosteriorFinder: EmitterFinder {
    /// The most emitters that are looked for.
    public static let countMax = 8

    /// The method's name.
    public var name: String { "posterior" }

    /// A finder.
    public init() {}

    /// The posterior means of all emitters that the samples speak for.
    public func emitters(in survey: EmitterSurvey) -> [LocalPosition] {
        var localiser = EmitterLocaliser(
            area: SearchArea(
                around: survey.grid, marginMetres: 0,
                emitterHeightMetres: survey.emitterHeightMetres),
            lineOfSight: survey.lineOfSight)
        for sample in survey.samples { localiser.absorb(sample) }
        let noiseWatts = Decibels.watts(fromDbm: survey.noiseDbm)
        let now = survey.samples.last?.time ?? .zero
        return localiser.locate(at: now, countMax: Self.countMax) { place in
            var explained = survey.station.power(at: place)
            explained.watts += noiseWatts
            return explained
        }.map(\.position)
    }
}
