import CKernels

/// Where every layer's values and gradients lie, while a network is being compiled.
///
/// Time runs over the live layers: layer t computes forwards at time t, backwards at 2 N - t, with N
/// the number of layers; outputs are read and their gradients are given at N.
final class NetworkPlan {
    let graph: NetworkGraph
    let shapes: [TensorShape]
    let isTraining: Bool
    let threads: Int
    private(set) var storages: [Storage] = []
    /// Each live layer's values.
    private(set) var values: [TensorView?]
    /// Each layer's gradient, where it has one.
    private(set) var gradients: [TensorView?]
    /// What computes each convolution's passes, in the order in which they were planned.
    var implementations: [String] = []
    /// The layer that is being planned.
    var current = 0

    private let isLive: [Bool]
    private let needsGradient: [Bool]
    private var contributionsLeft: [Int]
    private var isContributed: [Bool]

    init(
        _ graph: NetworkGraph, shapes: [TensorShape], isTraining: Bool, threads: Int
    ) {
        self.graph = graph
        self.shapes = shapes
        self.isTraining = isTraining
        self.threads = threads
        isLive = Self.live(graph)
        needsGradient = isTraining ? Self.learning(graph) : graph.operations.map { _ in false }
        values = graph.operations.map { _ in nil }
        gradients = graph.operations.map { _ in nil }
        isContributed = graph.operations.map { _ in false }
        contributionsLeft = graph.operations.map { _ in 0 }
        for (index, operation) in graph.operations.enumerated() where isLive[index] {
            for source in operation.sources { contributionsLeft[source] += 1 }
        }
        for output in graph.outputs { contributionsLeft[output.source] += 1 }
        placeValues()
    }

    /// Whether an output depends on a layer.
    func isLive(_ node: Int) -> Bool { isLive[node] }
    /// Whether parameters precede a layer or are its own.
    func needsGradient(_ node: Int) -> Bool { needsGradient[node] }

    /// The time at which the current layer computes forwards.
    var forwardTime: Int { current }
    /// The time at which the current layer computes backwards.
    var backwardTime: Int { 2 * graph.operations.count - current }
    /// The time at which outputs are read and their gradients are given.
    var outputTime: Int { graph.operations.count }

    /// The values of a layer that is live.
    func value(_ node: Int) -> TensorView {
        guard let view = values[node] else { preconditionFailure("a layer without values is read") }
        return view
    }

    /// Memory for so many floats.
    func storage(_ count: Int, at times: Int...) -> Storage {
        let storage = Storage(count: count)
        for time in times { storage.touch(time) }
        storages.append(storage)
        return storage
    }

    /// Memory that keeps its content from one pass to the next.
    func lastingStorage(_ count: Int) -> Storage {
        storage(count, at: -1, 2 * graph.operations.count + 1)
    }

    /// A tensor of its own for a layer's gradient.
    func makeGradient(_ node: Int) {
        guard needsGradient[node], isLive[node] else { return }
        gradients[node] = TensorView(storage: storage(shapes[node].count), shape: shapes[node])
    }

    /// A part of a layer's gradient, for who computes it; nil where none is wanted.
    ///
    /// Must be asked for in the order of the backward pass.
    func contribution(to node: Int, at time: Int) -> Contribution? {
        contributionsLeft[node] -= 1
        guard let gradient = gradients[node] else { return nil }
        gradient.storage.touch(time)
        var mask: TensorView?
        if contributionsLeft[node] == 0, graph.operations[node].isRectified {
            mask = value(node)
            value(node).storage.touch(time)
        }
        let contribution = Contribution(
            target: gradient, accumulates: isContributed[node], mask: mask, threads: threads)
        isContributed[node] = true
        return contribution
    }

    /// Values written by our own loops go straight into the concatenation that reads them, unless
    /// a convolution needs them side by side.
    private func placeValues() {
        let operations = graph.operations
        var isDense = operations.map { operation in
            switch operation {
            case .convolution(let layer): !layer.isTransposed
            case .concatenation: true
            default: false
            }
        }
        for (index, operation) in operations.enumerated() where isLive[index] {
            if case .convolution(let layer) = operation { isDense[layer.source] = true }
        }
        for index in operations.indices where isLive[index] {
            guard case .concatenation(let sources) = operations[index] else { continue }
            let whole = TensorView(
                storage: storage(shapes[index].count), shape: shapes[index])
            values[index] = whole
            var first = 0
            for source in sources {
                let channels = shapes[source].channels
                if !isDense[source], values[source] == nil {
                    values[source] = TensorView(slice: channels, at: first, of: whole)
                }
                first += channels
            }
        }
        for index in operations.indices where isLive[index] && values[index] == nil {
            values[index] = TensorView(storage: storage(shapes[index].count), shape: shapes[index])
        }
    }

    private static func live(_ graph: NetworkGraph) -> [Bool] {
        var live = graph.operations.map { _ in false }
        for output in graph.outputs { live[output.source] = true }
        for index in graph.operations.indices.reversed() where live[index] {
            for source in graph.operations[index].sources { live[source] = true }
        }
        return live
    }

    private static func learning(_ graph: NetworkGraph) -> [Bool] {
        var learning: [Bool] = []
        for operation in graph.operations {
            let isOwn =
                switch operation {
                case .convolution, .normalisation: true
                default: false
                }
            learning.append(isOwn || operation.sources.contains { learning[$0] })
        }
        return learning
    }
}

extension GraphOperation {
    /// Whether its values end with max(0, x), so that its gradient is 0 where they are.
    var isRectified: Bool {
        switch self {
        case .convolution(let layer): layer.activation == .relu
        case .normalisation(let layer): layer.activation == .relu
        case .rectification: true
        default: false
        }
    }
}
