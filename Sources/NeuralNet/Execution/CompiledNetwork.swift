import Synchronization

// Sendable because everything mutable is reached with the lock held.
/// A network made ready for one batch and one extent: its memory, its weights, its layers.
///
/// One owner at a time; a lock sees to it. Same threads, same parameters, same input: same bits.
public final class CompiledNetwork: @unchecked Sendable {
    /// What it was made from.
    public let graph: NetworkGraph
    /// Which parameter is which.
    public let layout: ParameterLayout
    /// How many tensors go through at once.
    public let batch: Int
    /// Sides of the inputs.
    public let extent: [Int]
    /// Whether gradients can be asked for.
    public let isTraining: Bool
    /// Threads of one pass.
    public let threadCount: Int
    /// Memory of values, weights and gradients, bytes.
    public var memoryByteCount: Int { network.memoryByteCount }

    private let network: ArrangedNetwork
    private let lock = Mutex(())

    /// Compiles a network for tensors `[batch, channels, extent…]`; `extent` is [height, width] or
    /// [depth, height, width].
    public init(
        _ graph: NetworkGraph, batch: Int, extent: [Int], isTraining: Bool = false,
        threadCount: Int = 1
    ) throws(NeuralNetError) {
        guard (1...1024).contains(threadCount) else {
            throw NeuralNetError("a network runs on 1 to 1024 threads, not \(threadCount)")
        }
        let shapes = try ShapeInference.shapes(of: graph, batch: batch, extent: extent)
        self.graph = graph
        self.batch = batch
        self.extent = extent
        self.isTraining = isTraining
        self.threadCount = threadCount
        layout = graph.parameterLayout
        network = try ArrangedNetwork(
            graph, layout: layout, shapes: shapes, isTraining: isTraining, threads: threadCount)
    }

    /// Takes parameters; until then they are 0.
    public func load(_ parameters: ParameterSet) throws(NeuralNetError) {
        guard parameters.layout == layout, parameters.values.count == layout.count else {
            throw NeuralNetError("the parameters are those of another network")
        }
        try lock.withLock { _ throws(NeuralNetError) in
            try network.load(parameters.values)
        }
    }

    /// The outputs for inputs by name; arrays are `[batch, channels, extent…]`, the last varying
    /// fastest.
    public func forward(
        _ inputs: [String: [Float]]
    ) throws(NeuralNetError) -> [String: [Float]] {
        try lock.withLock { _ throws(NeuralNetError) in try network.forward(inputs) }
    }

    /// The gradients of all parameters, in the layout's order, from those of the outputs of the last
    /// forward pass; an output that is not named has none.
    public func backward(
        _ outputGradients: [String: [Float]]
    ) throws(NeuralNetError) -> [Float] {
        guard isTraining else {
            throw NeuralNetError("a network that was not compiled for training has no gradients")
        }
        return try lock.withLock { _ throws(NeuralNetError) in
            try network.backward(outputGradients)
        }
    }

    /// For each convolution and pass, oneDNN's name of the implementation: for measurements.
    public var implementations: [String] { network.implementations }
}
