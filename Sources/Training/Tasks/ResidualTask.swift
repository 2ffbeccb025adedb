import Glibc
import Interference
import Model
import NeuralNet
import Numerics
import Scenario

/// What ``ResidualNet`` learns: to correct a prior, to find emitters, and to know its own error.
///
///     loss = mean(e²) + mean(d²) + heat · mean soft-focal(presence) + spread · mean(s + e² exp(-2 s) / 2)
///
/// with e and d the errors of the corrections of I and D in units of 10 dB and s the predicted
/// logarithm of e's standard deviation; the last term moves s alone, so that a hard map is not given up for a likely one.
/// Masks are drawn once for each map and variant, because the prior costs more than the network; every
/// epoch turns and reflects them anew.
public struct ResidualTask: TrainingTask {
    private static let heatWeight: Float = 20
    private static let spreadWeight: Float = 0.05
    private static let logDeviationMax: Float = 5

    /// The network.
    public let network: ResidualNet
    /// What the weights are for.
    public let metadata: [String: String]
    /// What samples say in the training's channel.
    public let table: SampleInterferenceTable
    /// Name of the prior.
    public let priorName: String
    private let side: Int
    // [map × variant]: a map's variants are neighbours.
    private let maps: [PreparedMap]
    private let variantCount: Int
    let validationMaps: [PreparedMap]

    private static let correction = "correction"
    private static let desired = "desired"
    private static let presence = "presence"
    private static let weight = "weight"

    init(
        network: ResidualNet, maps: [PreparedMap], variantCount: Int,
        validationMaps: [PreparedMap], side: Int, table: SampleInterferenceTable,
        priorName: String, metadata: [String: String]
    ) {
        precondition(
            !maps.isEmpty && maps.count % variantCount == 0 && !validationMaps.isEmpty,
            "there are maps to learn from")
        self.network = network
        self.maps = maps
        self.variantCount = variantCount
        self.validationMaps = validationMaps
        self.side = side
        self.table = table
        self.priorName = priorName
        self.metadata = metadata
    }

    /// The network's name.
    public var name: String { ResidualNet.name }
    /// Layers and joins.
    public var graph: NetworkGraph { network.graph }
    /// Height and width.
    public var extent: [Int] { [side, side] }
    /// Maps to train on.
    public var mapCount: Int { maps.count / variantCount }
    /// Maps to validate on.
    public var validationCount: Int { validationMaps.count }

    /// One of a map's variants, turned and reflected.
    public func example(
        of map: Int, epoch: Int, using generator: inout SeededGenerator
    ) -> TrainingExample {
        let variant = Int(generator.next() % UInt64(variantCount))
        return example(
            maps[map * variantCount + variant], DihedralTransform(using: &generator))
    }

    /// One example to validate on.
    public func validationExample(_ number: Int) -> TrainingExample {
        example(validationMaps[number], DihedralTransform(index: 0))
    }

    private func example(_ map: PreparedMap, _ turned: DihedralTransform) -> TrainingExample {
        TrainingExample(
            inputs: [ResidualNet.input: turned(map.planes, side: side)],
            targets: [
                Self.correction: turned(map.corrections, side: side),
                Self.desired: turned(map.desiredCorrections, side: side),
                Self.presence: turned(map.presences, side: side),
                Self.weight: turned(map.weights, side: side),
            ])
    }

    /// The four parts of the loss.
    public func loss(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (value: Double, gradients: [String: [Float]]) {
        let size = side * side
        let output = outputs[ResidualNet.output] ?? []
        func plane(_ number: Int) -> [Float] {
            (0..<batch).flatMap { example in
                let start = (example * ResidualNet.outputCount + number) * size
                return output[start..<start + size]
            }
        }
        let truth = targets[Self.correction] ?? []
        let weights = targets[Self.weight] ?? []
        let corrections = plane(0)
        let correction = Loss.meanSquaredError(corrections, targets: truth, weights: weights)
        let desired = Loss.meanSquaredError(
            plane(3), targets: targets[Self.desired] ?? [], weights: weights)
        let presence = Loss.softFocal(
            logits: plane(1), targets: targets[Self.presence] ?? []
        ).scaled(by: Self.heatWeight)
        // s is the logarithm of a deviation, the likelihood's is that of a variance.
        let spread = Loss.gaussianLogLikelihood(
            means: corrections, logVariances: plane(2).map { 2 * $0 }, targets: truth,
            weights: weights,
            bounds: -2 * Self.logDeviationMax...2 * Self.logDeviationMax)
        var gradient = [Float](repeating: 0, count: output.count)
        for example in 0..<batch {
            let first = example * ResidualNet.outputCount * size
            for cell in 0..<size {
                let index = example * size + cell
                gradient[first + cell] = correction.gradient[index]
                gradient[first + size + cell] = presence.gradient[index]
                gradient[first + 2 * size + cell] =
                    2 * Self.spreadWeight * spread.logVarianceGradient[index]
                gradient[first + 3 * size + cell] = desired.gradient[index]
            }
        }
        return (
            correction.value + desired.value + presence.value
                + Double(Self.spreadWeight) * spread.mean.value,
            [ResidualNet.output: gradient]
        )
    }

    /// Errors of the corrected map, in decibels, where UAVs can fly.
    public func squaredErrors(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (sum: Double, count: Int) {
        let size = side * side
        let output = outputs[ResidualNet.output] ?? []
        let truth = targets[Self.correction] ?? []
        let weights = targets[Self.weight] ?? []
        var sum = 0.0
        var count = 0
        for example in 0..<batch {
            for cell in 0..<size where weights[example * size + cell] > 0 {
                let error =
                    (output[example * ResidualNet.outputCount * size + cell]
                        - truth[example * size + cell]) * ResidualNet.correctionScaleDb
                sum += Double(error * error)
                count += 1
            }
        }
        return (sum, count)
    }

    /// Weights as PyTorch's default, but a correction of nothing and hardly any emitter to begin with.
    public func initialParameters(using generator: inout SeededGenerator) -> ParameterSet {
        var parameters = ParameterSet.initialised(graph.parameterLayout, using: &generator)
        for slot in graph.parameterLayout.slots {
            switch slot.name {
            case "heads.weight":
                for index in 0..<slot.shape.reduce(1, *) {
                    parameters.values[slot.offset + index] *= 0.1
                }
            case "heads.bias":
                parameters.values[slot.offset] = 0
                parameters.values[slot.offset + 1] = -4
                parameters.values[slot.offset + 2] = -0.5
            default: break
            }
        }
        return parameters
    }
}
