/// Sides of every layer's output, and everything that can be wrong with a network.
struct ShapeInference {
    /// The most numbers that one tensor may have: oneDNN's loops count in 32 bits here and there.
    static let countMax = 1 << 30
    /// The longest kernel, stride, pooling window.
    static let sideMax = 255

    private let graph: NetworkGraph
    private let batch: Int
    private let extent: [Int]
    private(set) var shapes: [TensorShape] = []

    /// The shapes of all layers, in their order.
    static func shapes(
        of graph: NetworkGraph, batch: Int, extent: [Int]
    ) throws(NeuralNetError) -> [TensorShape] {
        var inference = ShapeInference(graph: graph, batch: batch, extent: extent)
        try inference.checkWhole()
        for index in graph.operations.indices {
            let shape = try inference.shape(of: index)
            try inference.check(shape, of: graph.operations[index])
            inference.shapes.append(shape)
        }
        return inference.shapes
    }

    private init(graph: NetworkGraph, batch: Int, extent: [Int]) {
        self.graph = graph
        self.batch = batch
        self.extent = extent
    }

    private func checkWhole() throws(NeuralNetError) {
        guard graph.dimensions == 2 || graph.dimensions == 3 else {
            throw NeuralNetError("a network has 2 or 3 dimensions, not \(graph.dimensions)")
        }
        guard extent.count == graph.dimensions else {
            throw NeuralNetError(
                "an extent of \(extent.count) sides was given to a network of "
                    + "\(graph.dimensions) dimensions")
        }
        guard batch > 0, extent.allSatisfy({ $0 > 0 }) else {
            throw NeuralNetError("batch \(batch) of extent \(extent) has nothing in it")
        }
        guard !graph.outputs.isEmpty else { throw NeuralNetError("a network has no output") }
        try checkNames(graph.inputChannels.map(\.name), "inputs")
        try checkNames(graph.outputs.map(\.name), "outputs")
        try checkNames(
            graph.operations.compactMap { operation in
                switch operation {
                case .convolution(let layer): layer.name
                case .normalisation(let layer): layer.name
                default: nil
                }
            }, "layers")
    }

    private func checkNames(_ names: [String], _ what: String) throws(NeuralNetError) {
        var known: Set<String> = []
        for name in names where !known.insert(name).inserted {
            throw NeuralNetError("two \(what) are called \(name)")
        }
    }

    private func check(
        _ shape: TensorShape, of operation: GraphOperation
    ) throws(NeuralNetError) {
        guard shape.channels > 0, shape.extent.allSatisfy({ $0 > 0 }) else {
            throw NeuralNetError("\(operation.title) leaves nothing: \(shape.text)")
        }
        var count = 1
        for side in [shape.batch, shape.channels] + shape.extent {
            let (product, overflows) = count.multipliedReportingOverflow(by: side)
            guard !overflows, product <= Self.countMax else {
                throw NeuralNetError("\(operation.title) is too large: \(shape.text)")
            }
            count = product
        }
    }

    private func shape(of index: Int) throws(NeuralNetError) -> TensorShape {
        let operation = graph.operations[index]
        guard operation.sources.allSatisfy({ $0 >= 0 && $0 < index }) else {
            throw NeuralNetError("\(operation.title) reads a layer of another network")
        }
        let sources = operation.sources.map { shapes[$0] }
        let channels = graph.channels[index]
        func with(_ extent: [Int]) -> TensorShape {
            TensorShape(batch: batch, extent: extent, channels: channels)
        }
        switch operation {
        case .input:
            return with(extent)
        case .convolution(let layer):
            return with(try convolved(layer, sources[0]))
        case .pooling(_, let size):
            try checkSide(size, operation)
            return with(sources[0].extent.map { $0 / size })
        case .upsampling(_, let factor):
            try checkSide(factor, operation)
            return with(try repeated(sources[0].extent, factor, operation))
        case .concatenation:
            return with(try common(sources, operation, channelsToo: false))
        case .sum:
            return with(try common(sources, operation, channelsToo: true))
        case .rectification:
            return with(sources[0].extent)
        case .normalisation(let layer):
            guard layer.groups > 0, channels % layer.groups == 0 else {
                throw NeuralNetError(
                    "\(operation.title): \(channels) channels in \(layer.groups) groups")
            }
            return with(sources[0].extent)
        }
    }

    private func checkSide(_ side: Int, _ operation: GraphOperation) throws(NeuralNetError) {
        guard (1...Self.sideMax).contains(side) else {
            throw NeuralNetError("\(operation.title): sides are 1 to \(Self.sideMax)")
        }
    }

    private func repeated(
        _ extent: [Int], _ factor: Int, _ operation: GraphOperation
    ) throws(NeuralNetError) -> [Int] {
        guard extent.allSatisfy({ $0 <= Self.countMax / factor }) else {
            throw NeuralNetError("\(operation.title) of \(extent) is too large")
        }
        return extent.map { $0 * factor }
    }

    private func common(
        _ sources: [TensorShape], _ operation: GraphOperation, channelsToo: Bool
    ) throws(NeuralNetError) -> [Int] {
        guard let first = sources.first else {
            throw NeuralNetError("\(operation.title) joins nothing")
        }
        for other in sources.dropFirst()
        where other.extent != first.extent || channelsToo && other.channels != first.channels {
            throw NeuralNetError(
                "\(operation.title) joins \(first.text) and \(other.text), which do not fit")
        }
        return first.extent
    }

    private func convolved(
        _ layer: ConvolutionLayer, _ source: TensorShape
    ) throws(NeuralNetError) -> [Int] {
        guard layer.kernel.count == graph.dimensions else {
            throw NeuralNetError(
                "\(layer.title): a kernel of \(layer.kernel.count) sides in "
                    + "\(graph.dimensions) dimensions")
        }
        guard layer.inputChannels == source.channels, layer.outputChannels > 0,
            layer.outputChannels <= Self.countMax
        else {
            throw NeuralNetError(
                "\(layer.title): \(layer.inputChannels) to \(layer.outputChannels) channels")
        }
        let sides = 1...Self.sideMax
        for side in source.extent.indices {
            guard sides.contains(layer.kernel[side]), sides.contains(layer.stride[side]),
                (0..<layer.kernel[side]).contains(layer.padding[side]),
                (0..<layer.stride[side]).contains(layer.outputPadding[side])
            else {
                throw NeuralNetError(
                    "\(layer.title): kernel \(layer.kernel[side]), stride \(layer.stride[side]), "
                        + "padding \(layer.padding[side]), output padding "
                        + "\(layer.outputPadding[side]) are not to be had")
            }
        }
        return source.extent.indices.map { side in
            let (kernel, stride) = (layer.kernel[side], layer.stride[side])
            let padding = layer.padding[side]
            if layer.isTransposed {
                return (source.extent[side] - 1) * stride - 2 * padding + kernel
                    + layer.outputPadding[side]
            }
            let room = source.extent[side] + 2 * padding - kernel
            return room < 0 ? 0 : room / stride + 1
        }
    }
}

extension TensorShape {
    /// What an error calls it.
    var text: String {
        "\(channels) channels of " + extent.map(String.init).joined(separator: " x ")
    }
}
