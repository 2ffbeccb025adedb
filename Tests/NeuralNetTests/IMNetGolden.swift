import NeuralNet

/// IMNet from its table (imnet.md, A3), for comparison with PyTorch.
enum IMNetGolden {
    struct Layer {
        let name: String
        let inputs: Int
        let outputs: Int
        let kernel: Int
        var isTransposed = false
    }

    /// In the golden script's order, whose places are the seeds.
    static let layers: [Layer] = [
        Layer(name: "e1", inputs: 2, outputs: 6, kernel: 3),
        Layer(name: "e2", inputs: 6, outputs: 40, kernel: 5),
        Layer(name: "e3", inputs: 40, outputs: 50, kernel: 5),
        Layer(name: "e4", inputs: 50, outputs: 60, kernel: 5),
        Layer(name: "e5", inputs: 60, outputs: 100, kernel: 5),
        Layer(name: "e6", inputs: 100, outputs: 120, kernel: 3),
        Layer(name: "e7", inputs: 120, outputs: 150, kernel: 5),
        Layer(name: "e8", inputs: 150, outputs: 170, kernel: 5),
        Layer(name: "n1", inputs: 1, outputs: 20, kernel: 3),
        Layer(name: "n2", inputs: 20, outputs: 30, kernel: 3),
        Layer(name: "n3", inputs: 30, outputs: 40, kernel: 3),
        Layer(name: "n4", inputs: 40, outputs: 90, kernel: 3),
        Layer(name: "n5", inputs: 90, outputs: 150, kernel: 3),
        Layer(name: "n6", inputs: 150, outputs: 150, kernel: 3),
        Layer(name: "d9", inputs: 320, outputs: 150, kernel: 4, isTransposed: true),
        Layer(name: "d10", inputs: 300, outputs: 120, kernel: 4, isTransposed: true),
        Layer(name: "d11", inputs: 240, outputs: 100, kernel: 5),
        Layer(name: "d12", inputs: 200, outputs: 60, kernel: 5, isTransposed: true),
        Layer(name: "d13", inputs: 120, outputs: 50, kernel: 3),
        Layer(name: "d14", inputs: 100, outputs: 40, kernel: 5, isTransposed: true),
        Layer(name: "d15", inputs: 81, outputs: 20, kernel: 5, isTransposed: true),
        Layer(name: "d16", inputs: 27, outputs: 20, kernel: 5),
        Layer(name: "d17", inputs: 21, outputs: 1, kernel: 5),
    ]

    static func parameters(_ layout: ParameterLayout) -> ParameterSet {
        var parameters = ParameterSet(layout: layout)
        for (index, layer) in layers.enumerated() {
            let taps = Double(layer.inputs * layer.kernel * layer.kernel)
            parameters["\(layer.name).weight"] =
                HashedNumbers.weights(
                    layer.inputs * layer.outputs * layer.kernel * layer.kernel,
                    seed: UInt32(100 + 2 * index), fanIn: layer.isTransposed ? taps / 4 : taps)[...]
            parameters["\(layer.name).bias"] =
                HashedNumbers.numbers(layer.outputs, seed: UInt32(101 + 2 * index), scale: 0.1)[...]
        }
        return parameters
    }

    static var graph: NetworkGraph {
        var graph = NetworkGraph()
        let y = graph.input("y", channels: 1)
        let b = graph.input("b", channels: 1)
        let e1 = add("e1", of: graph.concatenation(of: [y, b]), to: &graph)
        let e2 = graph.maxPooling(of: add("e2", of: e1, to: &graph))
        let e3 = graph.maxPooling(of: add("e3", of: e2, to: &graph))
        let e4 = add("e4", of: e3, to: &graph)
        let e5 = graph.maxPooling(of: add("e5", of: e4, to: &graph))
        let e6 = add("e6", of: e5, to: &graph)
        let e7 = graph.maxPooling(of: add("e7", of: e6, to: &graph))
        let e8 = graph.maxPooling(of: add("e8", of: e7, to: &graph))
        var n = b
        for index in 1...5 { n = graph.maxPooling(of: add("n\(index)", of: n, to: &graph)) }
        n = add("n6", of: n, to: &graph)
        let d9 = add("d9", of: graph.concatenation(of: [e8, n]), to: &graph)
        let d10 = add("d10", of: graph.concatenation(of: [d9, e7]), to: &graph)
        let d11 = add("d11", of: graph.concatenation(of: [d10, e6]), to: &graph)
        let d12 = add("d12", of: graph.concatenation(of: [d11, e5]), to: &graph)
        let d13 = add("d13", of: graph.concatenation(of: [d12, e4]), to: &graph)
        let d14 = add("d14", of: graph.concatenation(of: [d13, e3]), to: &graph)
        let halved = graph.maxPooling(of: y)
        let d15 = add("d15", of: graph.concatenation(of: [d14, e2, halved]), to: &graph)
        let d16 = add("d16", of: graph.concatenation(of: [d15, e1, y]), to: &graph)
        let d17 = add("d17", of: graph.concatenation(of: [d16, y]), to: &graph, activation: .none)
        graph.output("iss", d17)
        return graph
    }

    private static func add(
        _ name: String, of node: NetworkGraph.Node, to graph: inout NetworkGraph,
        activation: NetworkGraph.Activation = .relu
    ) -> NetworkGraph.Node {
        guard let layer = layers.first(where: { $0.name == name }) else { return node }
        if layer.isTransposed {
            return graph.transposedConvolution(
                name, of: node, outputChannels: layer.outputs, kernel: layer.kernel,
                padding: (layer.kernel - 1) / 2, outputPadding: layer.kernel % 2,
                activation: activation)
        }
        return graph.convolution(
            name, of: node, outputChannels: layer.outputs, kernel: layer.kernel,
            activation: activation)
    }
}
