/// A network's description: layers and how they are joined, without memory and without weights.
///
/// Tensors are `[batch, channels, height, width]` or `[batch, channels, depth, height, width]`.
/// Extents are given when a graph is compiled (``CompiledNetwork``); what does not fit is an error
/// there, not here.
public struct NetworkGraph: Hashable, Sendable {
    /// A handle of one layer's output.
    public struct Node: Hashable, Sendable {
        let index: Int
        /// How many channels it has.
        public let channels: Int
    }

    /// What follows a layer's sum.
    public enum Activation: Hashable, Sendable {
        /// Nothing.
        case none
        /// max(0, x).
        case relu
    }

    /// How many spatial dimensions there are: 2 or 3.
    public let dimensions: Int
    /// Every layer in the order in which it was added; a layer reads earlier ones only.
    var operations: [GraphOperation] = []
    /// Channels of each layer's output.
    var channels: [Int] = []
    /// Names of outputs and the layers they read, in the order in which they were named.
    var outputs: [NamedOutput] = []

    /// An empty network over planes (2) or volumes (3).
    public init(dimensions: Int = 2) { self.dimensions = dimensions }

    /// A tensor that is given with every forward pass.
    public mutating func input(_ name: String, channels: Int) -> Node {
        append(.input(name: name), channels: channels)
    }

    /// A convolution with bias, padded by half its kernel: the extent stays (odd kernel, stride 1).
    public mutating func convolution(
        _ name: String, of node: Node, outputChannels: Int, kernel: Int, stride: Int = 1,
        activation: Activation = .none
    ) -> Node {
        convolution(
            name, of: node, outputChannels: outputChannels,
            kernel: Array(repeating: kernel, count: dimensions), stride: stride,
            activation: activation)
    }

    /// A convolution whose kernel has a side for each spatial dimension.
    public mutating func convolution(
        _ name: String, of node: Node, outputChannels: Int, kernel: [Int], stride: Int = 1,
        activation: Activation = .none
    ) -> Node {
        let layer = ConvolutionLayer(
            name: name, source: node.index, inputChannels: node.channels,
            outputChannels: outputChannels, kernel: kernel,
            stride: Array(repeating: stride, count: dimensions), padding: kernel.map { $0 / 2 },
            outputPadding: Array(repeating: 0, count: dimensions), isTransposed: false,
            activation: activation)
        return append(.convolution(layer), channels: outputChannels)
    }

    /// A transposed convolution with bias: of extent n it makes
    /// (n - 1) stride - 2 padding + kernel + outputPadding.
    public mutating func transposedConvolution(
        _ name: String, of node: Node, outputChannels: Int, kernel: Int, stride: Int = 2,
        padding: Int, outputPadding: Int = 0, activation: Activation = .none
    ) -> Node {
        func side(_ value: Int) -> [Int] { Array(repeating: value, count: dimensions) }
        let layer = ConvolutionLayer(
            name: name, source: node.index, inputChannels: node.channels,
            outputChannels: outputChannels, kernel: side(kernel), stride: side(stride),
            padding: side(padding), outputPadding: side(outputPadding), isTransposed: true,
            activation: activation)
        return append(.convolution(layer), channels: outputChannels)
    }

    /// The greatest of each window of `size` places a side; a remainder is left out.
    public mutating func maxPooling(of node: Node, size: Int = 2) -> Node {
        append(.pooling(source: node.index, size: size), channels: node.channels)
    }

    /// Every place repeated `factor` times along each side.
    public mutating func upsampling(of node: Node, factor: Int = 2) -> Node {
        append(.upsampling(source: node.index, factor: factor), channels: node.channels)
    }

    /// The channels of all of them, one after the other.
    public mutating func concatenation(of nodes: [Node]) -> Node {
        append(
            .concatenation(sources: nodes.map(\.index)),
            channels: nodes.reduce(0) { $0 &+ $1.channels })
    }

    /// The sum of tensors of one shape.
    public mutating func sum(of nodes: [Node]) -> Node {
        append(.sum(sources: nodes.map(\.index)), channels: nodes.first?.channels ?? 0)
    }

    /// max(0, x).
    public mutating func activation(of node: Node) -> Node {
        append(.rectification(source: node.index), channels: node.channels)
    }

    /// Group normalisation (Wu and He 2018) with a scale and an offset for each channel.
    public mutating func groupNormalisation(
        _ name: String, of node: Node, groups: Int, activation: Activation = .none
    ) -> Node {
        let layer = NormalisationLayer(
            name: name, source: node.index, groups: groups, activation: activation)
        return append(.normalisation(layer), channels: node.channels)
    }

    /// Names a layer's output as one of the network's.
    public mutating func output(_ name: String, _ node: Node) {
        outputs.append(NamedOutput(name: name, source: node.index))
    }

    /// Names of the inputs with their channels, in the order in which they were added.
    public var inputChannels: [(name: String, channels: Int)] {
        zip(operations, channels).compactMap { operation, channels in
            if case .input(let name) = operation { (name, channels) } else { nil }
        }
    }

    /// Names of the outputs with their channels, in the order in which they were named.
    public var outputChannels: [(name: String, channels: Int)] {
        outputs.map { ($0.name, channels[$0.source]) }
    }

    private mutating func append(_ operation: GraphOperation, channels count: Int) -> Node {
        operations.append(operation)
        channels.append(count)
        return Node(index: operations.count - 1, channels: count)
    }
}
