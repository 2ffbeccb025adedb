import NeuralNet
import Numerics

/// What one network learns: its graph, its examples, its loss, and how good it is.
///
/// Examples are functions of their arguments alone, and may be asked for on any thread; the same
/// arguments give the same example. So training follows from its seed.
public protocol TrainingTask: Sendable {
    /// The network's name on the command line and in its weights file: "imnet", "unet".
    var name: String { get }

    /// What the weights are for, as the weights file's metadata: version, channel, grid, altitudes.
    var metadata: [String: String] { get }

    /// The network.
    var graph: NetworkGraph { get }

    /// The size of its planes: height and width, or depth, height and width.
    var extent: [Int] { get }

    /// Maps to train on.
    var mapCount: Int { get }

    /// Draws one augmented example of a map: fresh mask, dihedral transform, inputs and targets.
    ///
    /// - Parameters:
    ///   - map: which of the ``mapCount`` maps.
    ///   - epoch: the pass over the maps, from 0.
    ///   - generator: determined by the plan's seed, the epoch and the example's place in it.
    /// - Returns: the example, of the same names and lengths as all others.
    func example(of map: Int, epoch: Int, using generator: inout SeededGenerator) -> TrainingExample

    /// Loss of a batch, and its derivatives by the network's outputs.
    ///
    /// - Parameters:
    ///   - outputs: the graph's outputs, [example × channel × cell].
    ///   - targets: the examples' targets, [example × …].
    ///   - batch: examples.
    /// - Returns: the loss, a mean over the batch, and one gradient for each output.
    func loss(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (value: Double, gradients: [String: [Float]])

    /// Examples to validate on.
    var validationCount: Int { get }

    /// One example to validate on; the same in every epoch.
    func validationExample(_ number: Int) -> TrainingExample

    /// Squares of the errors of the network's outputs, dB², and how many cells they are summed over.
    ///
    /// The validation error is the root of their mean over all the validation examples.
    func squaredErrors(
        outputs: [String: [Float]], targets: [String: [Float]], batch: Int
    ) -> (sum: Double, count: Int)

    /// What stands in the weights file beside the network's parameters, such as a calibration.
    ///
    /// - Parameter validationOutputs: what the network puts out for each validation example, in
    ///   their order.
    /// - Returns: nothing, unless the task says otherwise.
    func companions(validationOutputs: [[String: [Float]]]) -> WeightsCompanions

    /// The weights to begin with; as PyTorch's default unless the task says otherwise.
    func initialParameters(using generator: inout SeededGenerator) -> ParameterSet
}

extension TrainingTask {
    /// Nothing beside the parameters.
    public func companions(validationOutputs: [[String: [Float]]]) -> WeightsCompanions {
        WeightsCompanions()
    }

    /// Weights as PyTorch's default draws them.
    public func initialParameters(using generator: inout SeededGenerator) -> ParameterSet {
        ParameterSet.initialised(graph.parameterLayout, using: &generator)
    }
}
