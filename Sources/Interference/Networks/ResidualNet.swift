import NeuralNet

/// Ours: a small U-Net that corrects a physical map of interference and finds who is behind it.
///
/// It is shown ``ResidualPlanes`` and answers with four planes: what to add to the prior map, the
/// logit of an interfering node's presence, the logarithm of the corrected map's standard deviation,
/// and what to add to D̂, which samples far above the interference tell as well.
/// Four halvings reach over some 300 m; channels are multiples of sixteen, as vector registers are,
/// which alone makes a multiplication here cheaper than one in the paper's networks. Nothing is
/// calibrated by least squares: decibels go in and come out.
public struct ResidualNet: Hashable, Sendable {
    /// Name of the input, `[batch, planes, height, width]`, sides divisible by ``sideDivisor``.
    public static let input = "planes"
    /// Name of the output, `[batch, 4, height, width]`.
    public static let output = "maps"
    /// Planes of the output: correction, presence, deviation, the desired signal's correction.
    public static let outputCount = 4
    /// What a plane's sides are multiples of.
    public static let sideDivisor = 16
    /// Decibels of correction that an output of one stands for.
    public static let correctionScaleDb: Float = 10
    /// The network's name in commands, files and tables.
    public static let name = "residual"

    /// Layers and joins.
    public let graph: NetworkGraph
    /// Channels at the full size.
    public let width: Int

    /// A network by its width.
    public init(width: Int = 16) {
        self.width = width
        var graph = NetworkGraph()
        let planes = graph.input(Self.input, channels: ResidualPlanes.count)
        let counts = [2 * width, 4 * width, 6 * width, 8 * width]
        // The first step halves at once: most planes vary slowly, and full-size layers cost most.
        var node = graph.convolution(
            "stem", of: planes, outputChannels: counts[0], kernel: 3, stride: 2, activation: .relu)
        var skips: [NetworkGraph.Node] = []
        for (level, channels) in counts.enumerated() {
            if level > 0 { node = graph.maxPooling(of: node) }
            node = graph.pair("down\(level)", of: node, channels: channels)
            skips.append(node)
        }
        for level in (0..<counts.count - 1).reversed() {
            let lifted = graph.lifted("lift\(level)", of: node, channels: counts[level])
            node = graph.pair(
                "up\(level)", of: graph.concatenation(of: [lifted, skips[level]]),
                channels: counts[level])
        }
        // The full size sees the planes once more: where exactly a sample or a wall is.
        let lifted = graph.lifted("lift", of: node, channels: width)
        node = graph.convolution(
            "join", of: graph.concatenation(of: [lifted, planes]), outputChannels: width,
            kernel: 3, activation: .relu)
        graph.output(
            Self.output,
            graph.convolution("heads", of: node, outputChannels: Self.outputCount, kernel: 3))
        self.graph = graph
    }
}

extension NetworkGraph {
    /// Two convolutions of side 3, each with its rectifier.
    fileprivate mutating func pair(_ name: String, of node: Node, channels: Int) -> Node {
        let first = convolution(
            name + ".first", of: node, outputChannels: channels, kernel: 3, activation: .relu)
        return convolution(
            name + ".second", of: first, outputChannels: channels, kernel: 3, activation: .relu)
    }

    /// A transposed convolution of side 2 that doubles the plane.
    fileprivate mutating func lifted(_ name: String, of node: Node, channels: Int) -> Node {
        transposedConvolution(name, of: node, outputChannels: channels, kernel: 2, padding: 0)
    }
}
