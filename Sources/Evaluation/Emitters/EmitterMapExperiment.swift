import Interference
import Model

/// Every finder on every scene, with the city known and unknown, on several cores.
public struct EmitterMapExperiment: Sendable {
    /// Scenes.
    public let sceneCount: Int
    /// Their seed.
    public let seed: UInt64
    private let finders: [any EmitterFinder]

    /// An experiment on scenes of a seed.
    public init(
        sceneCount: Int, seed: UInt64,
        finders: [any EmitterFinder] = [
            PosteriorFinder(), KrigingPeakFinder(), KrigingPeakFinder(isPosteriorMean: true),
        ]
    ) {
        self.sceneCount = sceneCount
        self.seed = seed
        self.finders = finders
    }

    /// Runs it; rows come scene by scene, in order.
    public func run(
        workerCount: Int, deliver: @Sendable (Int, [EmitterMapRow]) -> Void
    ) {
        OrderedWork.run(
            count: sceneCount, workerCount: workerCount,
            piece: { number in
                let scene = EmitterScene(seed: seed, number: number)
                return [true, false].flatMap { isCityKnown in
                    let survey = scene.survey(isCityKnown: isCityKnown)
                    return finders.map { finder in
                        row(finder, scene, survey, isCityKnown: isCityKnown)
                    }
                }
            }, deliver: deliver)
    }

    private func row(
        _ finder: any EmitterFinder, _ scene: EmitterScene, _ survey: EmitterSurvey,
        isCityKnown: Bool
    ) -> EmitterMapRow {
        var places: [LocalPosition] = []
        let spent = ContinuousClock().measure { places = finder.emitters(in: survey) }
        return EmitterMapRow(
            method: finder.name, isCityKnown: isCityKnown, scene: scene.number, seed: seed,
            trueCount: scene.truths.count, estimatedCount: places.count,
            foundCount: OSPADistance.pairCount(
                places, scene.truths, withinMetres: EmitterMapRow.foundMetres),
            ospaMetres: OSPADistance().metres(from: places, to: scene.truths),
            sampleCount: survey.samples.count, seconds: spent / .seconds(1))
    }
}
