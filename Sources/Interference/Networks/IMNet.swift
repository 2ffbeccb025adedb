import NeuralNet

/// The paper's two networks, wired as Tables I and II of the IMNet paper say.
///
/// A U-Net of seventeen layers maps the normalised magnitude Y of the sampled interference to the
/// whole map's; IMNet adds the negative indicator B as a second plane, and a module of six layers
/// that carries B into the bottleneck. Channels, kernels and joins are those recovered in
/// `docs/interference.md`. Planes are `[batch, 1, height, width]`, sides divisible by 32.
public struct IMNet: Hashable, Sendable {
    /// Whether the negative-correction module is there; without it, it is the paper's plain UNet.
    public let isCorrected: Bool
    /// Layers and joins.
    public let graph: NetworkGraph

    /// Name of the plane Y: clipped, normalised magnitude, 0 where nothing was measured.
    public static let magnitudeInput = "y"
    /// Name of the plane B: 1 where the desired signal exceeds what was received.
    public static let indicatorInput = "b"
    /// Name of the output: the map's logarithm between its least (0) and its greatest value (1).
    public static let output = "iss"

    /// IMNet, or the plain UNet.
    public init(isCorrected: Bool = true) {
        self.isCorrected = isCorrected
        var graph = NetworkGraph()
        let y = graph.input(Self.magnitudeInput, channels: 1)
        let b = isCorrected ? graph.input(Self.indicatorInput, channels: 1) : nil
        let encoder = Encoder(&graph, input: b.map { graph.concatenation(of: [y, $0]) } ?? y)
        let bottleneck: NetworkGraph.Node
        if let b {
            let last = graph.pooled("e8", of: encoder.e7, channels: 170, kernel: 5)
            bottleneck = graph.concatenation(of: [last, Self.correction(&graph, of: b)])
        } else {
            bottleneck = graph.pooled("e8", of: encoder.e7, channels: 320, kernel: 5)
        }
        graph.output(
            Self.output, Self.decoded(&graph, from: bottleneck, past: encoder, magnitude: y))
        self.graph = graph
    }

    /// The network's name in commands, files and tables.
    public var name: String { isCorrected ? "imnet" : "unet" }

    /// Table I: five layers that halve the plane, and one that does not.
    private static func correction(
        _ graph: inout NetworkGraph, of indicator: NetworkGraph.Node
    ) -> NetworkGraph.Node {
        var node = indicator
        for (index, channels) in [20, 30, 40, 90, 150].enumerated() {
            node = graph.pooled("n\(index + 1)", of: node, channels: channels, kernel: 3)
        }
        return graph.convolution(
            "n6", of: node, outputChannels: 150, kernel: 3, activation: .relu)
    }

    /// The second half of Table II: layers 9 to 17, each joined with the encoder's layer of its size.
    private static func decoded(
        _ graph: inout NetworkGraph, from bottleneck: NetworkGraph.Node, past encoder: Encoder,
        magnitude y: NetworkGraph.Node
    ) -> NetworkGraph.Node {
        let d9 = graph.doubled("d9", of: bottleneck, channels: 150, kernel: 4)
        let d10 = graph.doubled(
            "d10", of: graph.concatenation(of: [d9, encoder.e7]), channels: 120, kernel: 4)
        let d11 = graph.convolution(
            "d11", of: graph.concatenation(of: [d10, encoder.e6]), outputChannels: 100, kernel: 5,
            activation: .relu)
        let d12 = graph.doubled(
            "d12", of: graph.concatenation(of: [d11, encoder.e5]), channels: 60, kernel: 5)
        let d13 = graph.convolution(
            "d13", of: graph.concatenation(of: [d12, encoder.e4]), outputChannels: 50, kernel: 3,
            activation: .relu)
        let d14 = graph.doubled(
            "d14", of: graph.concatenation(of: [d13, encoder.e3]), channels: 40, kernel: 5)
        let halved = graph.maxPooling(of: y)
        let d15 = graph.doubled(
            "d15", of: graph.concatenation(of: [d14, encoder.e2, halved]), channels: 20, kernel: 5)
        let d16 = graph.convolution(
            "d16", of: graph.concatenation(of: [d15, encoder.e1, y]), outputChannels: 20,
            kernel: 5, activation: .relu)
        return graph.convolution(
            "d17", of: graph.concatenation(of: [d16, y]), outputChannels: 1, kernel: 5)
    }
}

extension IMNet {
    /// The first half of Table II: layers 1 to 7.
    private struct Encoder {
        let e1, e2, e3, e4, e5, e6, e7: NetworkGraph.Node

        init(_ graph: inout NetworkGraph, input: NetworkGraph.Node) {
            e1 = graph.convolution(
                "e1", of: input, outputChannels: 6, kernel: 3, activation: .relu)
            e2 = graph.pooled("e2", of: e1, channels: 40, kernel: 5)
            e3 = graph.pooled("e3", of: e2, channels: 50, kernel: 5)
            e4 = graph.convolution("e4", of: e3, outputChannels: 60, kernel: 5, activation: .relu)
            e5 = graph.pooled("e5", of: e4, channels: 100, kernel: 5)
            e6 = graph.convolution("e6", of: e5, outputChannels: 120, kernel: 3, activation: .relu)
            e7 = graph.pooled("e7", of: e6, channels: 150, kernel: 5)
        }
    }
}

extension NetworkGraph {
    /// A convolution, its rectifier and a pooling that halves the plane.
    fileprivate mutating func pooled(
        _ name: String, of node: Node, channels: Int, kernel: Int
    ) -> Node {
        maxPooling(
            of: convolution(
                name, of: node, outputChannels: channels, kernel: kernel, activation: .relu))
    }

    /// A transposed convolution that doubles the plane: of side 4 with padding 1, or of side 5 with
    /// padding 2 and one row and column of output padding.
    fileprivate mutating func doubled(
        _ name: String, of node: Node, channels: Int, kernel: Int
    ) -> Node {
        transposedConvolution(
            name, of: node, outputChannels: channels, kernel: kernel,
            padding: (kernel - 1) / 2, outputPadding: kernel % 2, activation: .relu)
    }
}
