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
        // A survey is not in a hurry, and has no false alarms to fear at every round: every sampled
        // cell has its say. Chosen on the first 12 scenes of seed 1.
        var configuration = LocalisationConfiguration()
        configuration.sightedPlaceCountMax = 600
        configuration.sightedCandidateCount = 600
        configuration.gainMin = 1.5
        configuration.heardDeviations = 0.8
        configuration.foundDeviationDb = 3
        var localiser = EmitterLocaliser(
            area: SearchArea(
                around: survey.grid, marginMetres: 0,
                emitterHeightMetres: survey.emitterHeightMetres),
            configuration: configuration, lineOfSight: survey.lineOfSight)
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
