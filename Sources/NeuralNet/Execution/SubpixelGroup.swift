import CKernels

/// One ordinary convolution's share of a transposed one, forwards.
final class SubpixelGroup: SubpixelPart {
    private let group: Subpixels.Group
    private let layer: ConvolutionLayer
    private let source: TensorView
    /// The whole layer's output, of which every s-th place is this group's.
    private let target: TensorView
    private let result: TensorView
    private let bias: Storage
    private let pass: ConvolutionPass
    private let threads: Int

    init(
        _ group: Subpixels.Group, of layer: ConvolutionLayer, source: TensorView,
        target: TensorView, plan: NetworkPlan
    ) throws(NeuralNetError) {
        self.group = group
        self.layer = layer
        self.source = source
        self.target = target
        threads = plan.threads
        let time = plan.forwardTime
        let channels = layer.outputChannels * group.phases.count
        let extent = zip(target.shape.extent, layer.stride).map { ($0 + $1 - 1) / $1 }
        let shape = TensorShape(batch: source.shape.batch, extent: extent, channels: channels)
        result = TensorView(storage: plan.storage(shape.count, at: time), shape: shape)
        bias = plan.lastingStorage(channels)
        let geometry = ConvolutionGeometry(
            dimensions: plan.graph.dimensions, batch: source.shape.batch,
            sourceChannels: layer.inputChannels, targetChannels: channels,
            source: source.shape.extent, target: extent, kernel: group.kernel,
            stride: layer.kernel.map { _ in 1 }, before: group.before)
        pass = try ConvolutionPass(
            geometry, .forward(rectifies: layer.activation == .relu, hasBias: true),
            title: layer.title, time: time, plan: plan)
    }

    func bind() throws(NeuralNetError) {
        try pass.bind(source: source, bias: bias, target: result)
    }

    /// Takes weights `[input, output, kernel]` and makes `[phase, output, input, taps]` of them.
    func load(
        weights: UnsafePointer<Float>, biases: UnsafePointer<Float>
    ) throws(NeuralNetError) {
        var plain: [Float] = []
        for (index, phase) in group.phases.enumerated() {
            (bias.address + index * layer.outputChannels)
                .update(from: biases, count: layer.outputChannels)
            plain += phase.weights(from: weights, of: layer)
        }
        try pass.pack(plain)
    }

    func forward() throws(NeuralNetError) {
        try pass.run()
        for (index, phase) in group.phases.enumerated() {
            let part = TensorView(
                slice: layer.outputChannels, at: index * layer.outputChannels, of: result)
            interleave(part, phase.remainder)
        }
    }

    private func interleave(_ part: TensorView, _ remainder: [Int]) {
        let absent = Array(repeating: 1, count: 3 - remainder.count)
        let stride = absent + layer.stride
        let first = absent.map { _ in 0 } + remainder
        let sides = target.shape.sides
        let whole = target.strides
        var counts = part.counts
        counts.depth = Self.count(sides[0], first[0], stride[0])
        counts.height = Self.count(sides[1], first[1], stride[1])
        counts.width = Self.count(sides[2], first[2], stride[2])
        guard counts.depth > 0, counts.height > 0, counts.width > 0 else { return }
        let strides = ethermap_tensor_strides(
            batch: whole.batch, depth: whole.depth * Int64(stride[0]),
            height: whole.height * Int64(stride[1]), width: whole.width * Int64(stride[2]))
        let offset =
            Int(whole.depth) * first[0] + Int(whole.height) * first[1] + Int(whole.width) * first[2]
        ethermap_tensor_copy(
            counts, part.address, part.strides, target.address + offset, strides, 0, nil, .none,
            Int32(threads))
    }

    /// How many of `side` places are `first`, first + stride, and so on.
    private static func count(_ side: Int, _ first: Int, _ stride: Int) -> Int64 {
        Int64(first < side ? (side - first - 1) / stride + 1 : 0)
    }
}
