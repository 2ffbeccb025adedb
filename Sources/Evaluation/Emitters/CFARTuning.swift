import Interference
import Model

/// Finds the detector of the baseline that deserves to be compared with: least OSPA on validation
/// scenes.
///
/// Tuned on 48 scenes of another seed than any experiment's: every domain, guard, training square,
/// threshold and suppression of a lattice, for the paper's |R - D̂| and for our posterior mean apart.
/// Repeat it with `ethermap evaluate localisation --tune-cfar`.
public enum CFARTuning {
    /// Validation scenes.
    public static let sceneCount = 48
    /// Their seed.
    public static let seed: UInt64 = 0x7A11_DA7E

    /// The best on |R - D̂|: 37.7 m on the validation scenes.
    public static let tuned = CFARConfiguration(
        domain: .power, guardHalfWidth: 8, trainingHalfWidth: 32, fixedThresholdDb: 5,
        suppressionHalfWidth: 7)
    /// The best on the posterior mean: 34.5 m on the validation scenes.
    public static let tunedPosterior = CFARConfiguration(
        domain: .power, guardHalfWidth: 8, trainingHalfWidth: 32, fixedThresholdDb: 7,
        suppressionHalfWidth: 7)

    /// A configuration with its mean OSPA on the validation scenes, metres.
    public struct Result: Hashable, Sendable {
        /// The configuration.
        public var configuration: CFARConfiguration
        /// Mean OSPA, metres.
        public var ospaMetres: Double
    }

    /// Every configuration of the lattice, the best first.
    public static func search(isPosteriorMean: Bool, workerCount: Int) -> [Result] {
        let finder = KrigingPeakFinder(configuration: tuned, isPosteriorMean: isPosteriorMean)
        let scenes = (0..<sceneCount).map { EmitterScene(seed: seed, number: $0) }
        let maps = Collected<[Float]>()
        OrderedWork.run(
            count: scenes.count, workerCount: workerCount,
            piece: { finder.map(of: scenes[$0].survey(isCityKnown: true)) },
            deliver: { maps.append($1) })
        let surfaces = maps.values
        let grid = scenes[0].survey(isCityKnown: false).grid
        let lattice = lattice
        let results = Collected<Result>()
        OrderedWork.run(
            count: lattice.count, workerCount: workerCount,
            piece: { index -> Result in
                let finder = KrigingPeakFinder(configuration: lattice[index])
                let sum = zip(scenes, surfaces).reduce(0) { sum, pair in
                    sum
                        + OSPADistance().metres(
                            from: finder.peaks(of: pair.1, grid: grid), to: pair.0.truths)
                }
                return Result(
                    configuration: lattice[index], ospaMetres: sum / Double(scenes.count))
            }, deliver: { results.append($1) })
        // Of equal ones the first of the lattice.
        return results.values.enumerated()
            .sorted { ($0.element.ospaMetres, $0.offset) < ($1.element.ospaMetres, $1.offset) }
            .map(\.element)
    }

    private static var lattice: [CFARConfiguration] {
        var lattice: [CFARConfiguration] = []
        for domain in [CFARConfiguration.Domain.decibel, .power] {
            for guardWidth in [1, 3, 4, 6, 8] {
                for training in [8, 12, 18, 24, 32] where training > guardWidth {
                    for threshold in [3.0, 4, 5, 6, 7, 8, 9, 10, 12] {
                        for suppression in [3, 5, 7, 9, 11] {
                            lattice.append(
                                CFARConfiguration(
                                    domain: domain, guardHalfWidth: guardWidth,
                                    trainingHalfWidth: training, fixedThresholdDb: threshold,
                                    suppressionHalfWidth: suppression))
                        }
                    }
                }
            }
        }
        return lattice
    }
}
