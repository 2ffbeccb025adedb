import Glibc
import Interference
import Model
import NeuralNet
import Numerics
import Scenario

/// The paper's task: from the sampled magnitude (and its sign) to the whole map's logarithm.
///
/// Target and loss are those of equation (8): the mean square of f - N(10 log10 I), N between the true
/// map's least (0) and greatest value (1). The validation error is in decibels under those oracle
/// bounds, at 20 % sampling: what the network knows, without what calibration adds.
public struct IMNetTask: TrainingTask {
    /// Share of the cells that a training example shows.
    public static let sampledShares = 0.05...0.3
    /// Share of the cells that a validation example shows.
    public static let validatedShare = 0.2

    /// What is remembered of a map.
    struct Map: Sendable {
        let receivedDbm: [Float]
        let desiredDbm: [Float]
        let normalised: [Float]
        let spanDb: Float
    }

    /// Which of the two networks.
    public let network: IMNet
    /// What the weights are for.
    public let metadata: [String: String]
    private let side: Int
    private let maps: [Map]
    private let validationMaps: [Map]
    private let seed: UInt64

    /// A task by its maps.
    ///
    /// - Parameters:
    ///   - network: IMNet or the plain UNet.
    ///   - scenes: the maps to train on.
    ///   - validation: the maps to validate on.
    ///   - seed: draws the validation's masks.
    ///   - metadata: what the weights are for.
    public init(
        network: IMNet, scenes: [InterferenceScene], validation: [InterferenceScene],
        seed: UInt64, metadata: [String: String]
    ) {
        precondition(!scenes.isEmpty && !validation.isEmpty, "there are maps to learn from")
        self.network = network
        self.metadata = metadata
        self.seed = seed
        side = scenes[0].grid.nx
        maps = scenes.map(Self.map)
        validationMaps = validation.map(Self.map)
    }

    private static func map(_ scene: InterferenceScene) -> Map {
        let least = scene.interferenceDbm.min() ?? 0
        let span = max((scene.interferenceDbm.max() ?? 0) - least, 1)
        return Map(
            receivedDbm: scene.receivedDbm, desiredDbm: scene.evidence().desiredDbm,
            normalised: scene.interferenceDbm.map { ($0 - least) / span }, spanDb: span)
    }

    /// The network's name.
    public var name: String { network.name }
    /// Layers and joins.
    public var graph: NetworkGraph { network.graph }
    /// Height and width.
    public var extent: [Int] { [side, side] }
    /// Maps to train on.
    public var mapCount: Int { maps.count }
    /// Maps to validate on.
    public var validationCount: Int { validationMaps.count }

    /// One example: a fresh mask at a fresh rate, turned and reflected.
    public func example(
        of map: Int, epoch: Int, using generator: inout SeededGenerator
    ) -> TrainingExample {
        let shares = Self.sampledShares
        let share =
            shares.lowerBound + generator.uniform() * (shares.upperBound - shares.lowerBound)
        let turned = DihedralTransform(using: &generator)
        return example(maps[map], share: share, turned, using: &generator)
    }

    /// One example to validate on.
    public func validationExample(_ number: Int) -> TrainingExample {
        var generator = SeededGenerator(seed: seed &+ UInt64(number))
        return example(
            validationMaps[number], share: Self.validatedShare, DihedralTransform(index: 0),
            using: &generator)
    }

    private func example(
        _ map: Map, share: Double, _ turned: DihedralTransform,
        using generator: inout SeededGenerator
    ) -> TrainingExample {
        let shown = map.receivedDbm.map { generator.uniform() < share ? $0 : .nan }
        let planes = MagnitudePlanes(receivedDbm: shown, desiredDbm: map.desiredDbm)
        var inputs = [IMNet.magnitudeInput: turned(planes.magnitude, side: side)]
        if network.isCorrected {
            inputs[IMNet.indicatorInput] = turned(planes.indicator, side: side)
        }
        return TrainingExample(
            inputs: inputs,
            targets: [
                IMNet.output: turned(map.normalised, side: side), Self.span: [map.spanDb],
            ])
    }

    private static let span = "span_db"

    /// Equation (8).
    public func loss(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (value: Double, gradients: [String: [Float]]) {
        let loss = Loss.meanSquaredError(
            outputs[IMNet.output] ?? [], targets: targets[IMNet.output] ?? [])
        return (Double(loss.value), [IMNet.output: loss.gradient])
    }

    /// Errors in decibels under the true map's own bounds.
    public func squaredErrors(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (sum: Double, count: Int) {
        let normalised = outputs[IMNet.output] ?? []
        let truth = targets[IMNet.output] ?? []
        let spans = targets[Self.span] ?? []
        var sum = 0.0
        for cell in normalised.indices {
            let error = (normalised[cell] - truth[cell]) * spans[cell / (side * side)]
            sum += Double(error * error)
        }
        return (sum, normalised.count)
    }
}
