import NeuralNet

/// Every operator but the transposed convolution, in one small network: that of `mixed` in
/// `Golden/make_golden.py`.
struct MixedNetwork {
    let dimensions: Int

    var extent: [Int] { dimensions == 2 ? [5, 6] : [4, 5, 6] }
    /// Extents that leave no remainder when they are halved: the joined parts must fit.
    var graph: NetworkGraph {
        var graph = NetworkGraph(dimensions: dimensions)
        let x = graph.input("x", channels: 3)
        let a = graph.convolution("a", of: x, outputChannels: 6, kernel: 3)
        let n = graph.groupNormalisation("n", of: a, groups: 3, activation: .relu)
        let p = graph.maxPooling(of: n)
        let b = graph.convolution("b", of: p, outputChannels: 6, kernel: 3, activation: .relu)
        let s = graph.sum(of: [graph.activation(of: graph.sum(of: [p, b])), b])
        let joined = graph.concatenation(of: [
            graph.upsampling(of: s), graph.upsampling(of: graph.maxPooling(of: x)),
            graph.upsampling(of: b),
        ])
        graph.output("y", graph.convolution("c", of: joined, outputChannels: 2, kernel: 1))
        graph.output("s", s)
        return graph
    }

    var parameters: ParameterSet {
        let taps = dimensions == 2 ? 9 : 27
        var parameters = ParameterSet(layout: graph.parameterLayout)
        func set(_ name: String, _ seed: UInt32, fanIn: Int? = nil) {
            let count = parameters[name].count
            parameters[name] =
                (fanIn.map { HashedNumbers.weights(count, seed: seed, fanIn: Double($0)) }
                ?? HashedNumbers.numbers(count, seed: seed))[...]
        }
        set("a.weight", 2, fanIn: 3 * taps)
        set("a.bias", 3)
        set("n.weight", 4)
        set("n.bias", 5)
        set("b.weight", 6, fanIn: 6 * taps)
        set("b.bias", 7)
        set("c.weight", 8, fanIn: 15)
        set("c.bias", 9)
        return parameters
    }

    var input: [Float] { HashedNumbers.numbers(6 * extent.reduce(1, *), seed: 1) }
}
