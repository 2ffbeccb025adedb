import Interference
import Model
import Scenario

/// Finds the detector for each method that takes the peaks of its map for emitters.
public enum InterferenceTuning {
    /// Validation maps.
    public static let mapCount = 24
    /// Their seed.
    public static let seed: UInt64 = 0x7A11_DA7E

    /// A configuration with its mean OSPA on the validation maps.
    public struct Result: Hashable, Sendable {
        /// The method's name.
        public var method: String
        /// The configuration.
        public var configuration: CFARConfiguration
        /// Mean OSPA, metres.
        public var ospaMetres: Double
    }

    /// The best configurations for one method's maps, the best first.
    public static func search(
        _ contender: any InterferenceContender, workerCount: Int
    ) throws -> [Result] {
        let rates = InterferenceExperiment.Plan().samplingRates
        let maps = Collected<Swift.Result<Map, any Error>>()
        OrderedWork.run(
            count: mapCount, workerCount: workerCount,
            piece: { number in
                Swift.Result {
                    let scene = InterferenceScene(seed: seed, number: number)
                    let round = try InterferenceRound(scene: scene, contenders: [contender])
                    let evidence = round.evidence(
                        .uniform, share: rates[number % rates.count])
                    return Map(
                        evidence: evidence, issDbm: try round.estimate(0, evidence).estimate.issDbm,
                        truths: scene.emitters.map(\.position))
                }
            }, deliver: { maps.append($1) })
        let made = try maps.values.map { try $0.get() }
        let lattice = lattice
        let results = Collected<Result>()
        OrderedWork.run(
            count: lattice.count, workerCount: workerCount,
            piece: { index in
                let detector = CellAveragingDetector(configuration: lattice[index])
                let sum = made.reduce(0) { sum, map in
                    let found = detector.emitters(in: map.issDbm, map.evidence)
                    return sum
                        + OSPADistance().metres(from: found.map(\.position), to: map.truths)
                }
                return Result(
                    method: contender.name, configuration: lattice[index],
                    ospaMetres: sum / Double(made.count))
            }, deliver: { results.append($1) })
        // Of equal ones the first of the lattice.
        return results.values.enumerated()
            .sorted { ($0.element.ospaMetres, $0.offset) < ($1.element.ospaMetres, $1.offset) }
            .map(\.element)
    }

    /// Every domain, guard, training square, threshold and suppression that is tried, for cells of 4 m.
    private static var lattice: [CFARConfiguration] {
        var lattice: [CFARConfiguration] = []
        for domain in [CFARConfiguration.Domain.decibel, .power] {
            for guardWidth in [4, 8, 12, 16] {
                for training in [24, 32, 48, 64] {
                    for threshold in [4.0, 5, 6, 7, 8, 9, 10, 12] {
                        for suppression in [7, 11, 15, 19] {
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

    private struct Map: Sendable {
        var evidence: InterferenceEvidence
        var issDbm: [Float]
        var truths: [LocalPosition]
    }
}
