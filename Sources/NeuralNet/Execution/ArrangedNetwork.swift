import CKernels

/// A compiled network's inside: steps in their order, and the memory they share.
final class ArrangedNetwork {
    private let steps: [any NetworkStep]
    private let inputs: [(name: String, view: TensorView?, channels: Int)]
    private let outputs: [OutputPort]
    private let arena: Arena
    private let shape: TensorShape
    private let parameterCount: Int
    private let threads: Int
    private let hasDeadParameters: Bool
    private var hasValues = false

    var memoryByteCount: Int { arena.byteCount }
    let implementations: [String]

    init(
        _ graph: NetworkGraph, layout: ParameterLayout, shapes: [TensorShape], isTraining: Bool,
        threads: Int
    ) throws(NeuralNetError) {
        let plan = NetworkPlan(graph, shapes: shapes, isTraining: isTraining, threads: threads)
        self.threads = threads
        parameterCount = layout.count
        shape = shapes[0]
        var steps: [any NetworkStep] = []
        var nodes: [Int] = []
        var inputs: [(name: String, view: TensorView?, channels: Int)] = []
        var slot = 0
        var hasDeadParameters = false
        for (index, operation) in graph.operations.enumerated() {
            plan.current = index
            var offsets = (weight: 0, bias: 0)
            if operation.hasParameters {
                offsets = (layout.slots[slot].offset, layout.slots[slot + 1].offset)
                slot += 2
                if !plan.isLive(index) { hasDeadParameters = true }
            }
            if case .input(let name) = operation {
                let view = plan.values[index]
                // Every input is written before the first layer runs.
                view?.storage.touch(-1)
                view?.storage.touch(index)
                inputs.append((name, view, graph.channels[index]))
            }
            guard plan.isLive(index) else { continue }
            plan.makeGradient(index)
            guard let step = try Self.step(operation, index, offsets, plan) else { continue }
            steps.append(step)
            nodes.append(index)
        }
        outputs = graph.outputs.map { OutputPort($0, plan) }
        if isTraining {
            for (step, node) in zip(steps, nodes).reversed() {
                plan.current = node
                try step.prepareBackward(plan)
            }
        }
        self.steps = steps
        self.inputs = inputs
        self.hasDeadParameters = hasDeadParameters
        implementations = plan.implementations
        arena = try Arena(plan.storages)
        for step in steps { try step.bind() }
    }

    func load(_ parameters: [Float]) throws(NeuralNetError) {
        try Self.reading(parameters) { base throws(NeuralNetError) in
            for step in steps { try step.load(base) }
        }
        hasValues = false
    }

    func forward(_ given: [String: [Float]]) throws(NeuralNetError) -> [String: [Float]] {
        hasValues = false
        for name in given.keys.sorted() where !inputs.contains(where: { $0.name == name }) {
            throw NeuralNetError("the network has no input \(name)")
        }
        for input in inputs {
            guard let values = given[input.name] else {
                throw NeuralNetError("the input \(input.name) is not given")
            }
            let count = shape.batch * input.channels * shape.places
            guard values.count == count else {
                throw NeuralNetError(
                    "the input \(input.name) has \(values.count) numbers instead of \(count)")
            }
            guard let view = input.view else { continue }
            ethermap_tensor_gather(
                Int64(shape.batch), Int64(input.channels), Int64(shape.places), values,
                view.address, Int64(view.pixelStride), Int32(threads))
        }
        for step in steps { try step.forward() }
        hasValues = true
        return Dictionary(
            outputs.map { ($0.name, $0.read(threads: threads)) }, uniquingKeysWith: { $1 })
    }

    func backward(_ given: [String: [Float]]) throws(NeuralNetError) -> [Float] {
        guard hasValues else {
            throw NeuralNetError("gradients are asked for before a forward pass")
        }
        for name in given.keys.sorted() where !outputs.contains(where: { $0.name == name }) {
            throw NeuralNetError("the network has no output \(name)")
        }
        for output in outputs {
            try output.take(given[output.name], threads: threads)
        }
        // Values lie where gradients now go.
        hasValues = false
        var failure: NeuralNetError?
        let gradients = [Float](unsafeUninitializedCapacity: parameterCount) { buffer, count in
            count = parameterCount
            guard let base = buffer.baseAddress else { return }
            if hasDeadParameters { base.initialize(repeating: 0, count: parameterCount) }
            do throws(NeuralNetError) {
                for step in steps.reversed() { try step.backward(base) }
            } catch {
                base.initialize(repeating: 0, count: parameterCount)
                failure = error
            }
        }
        if let failure { throw failure }
        return gradients
    }

    private static func reading(
        _ values: [Float], _ body: (UnsafePointer<Float>) throws(NeuralNetError) -> Void
    ) throws(NeuralNetError) {
        try values.withUnsafeBufferPointer { buffer throws(NeuralNetError) in
            if let base = buffer.baseAddress { try body(base) }
        }
    }

    private static func step(
        _ operation: GraphOperation, _ node: Int, _ offsets: (weight: Int, bias: Int),
        _ plan: NetworkPlan
    ) throws(NeuralNetError) -> (any NetworkStep)? {
        switch operation {
        case .input:
            return nil
        case .convolution(let layer):
            if layer.isTransposed {
                return try TransposedStep(layer, node: node, offsets: offsets, plan: plan)
            }
            return try ConvolutionStep(layer, node: node, offsets: offsets, plan: plan)
        case .pooling(let source, let size):
            return PoolingStep(source: source, size: size, node: node, plan: plan)
        case .upsampling(let source, let factor):
            return UpsamplingStep(source: source, factor: factor, node: node, plan: plan)
        case .concatenation(let sources):
            return ConcatenationStep(sources: sources, node: node, plan: plan)
        case .sum(let sources):
            return SumStep(sources: sources, node: node, plan: plan)
        case .rectification(let source):
            return RectificationStep(source: source, node: node, plan: plan)
        case .normalisation(let layer):
            return NormalisationStep(layer, node: node, offsets: offsets, plan: plan)
        }
    }
}

extension GraphOperation {
    var hasParameters: Bool {
        switch self {
        case .convolution, .normalisation: true
        default: false
        }
    }
}
