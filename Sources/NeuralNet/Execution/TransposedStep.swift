/// A transposed convolution with its bias and rectifier.
///
/// Backwards it is an ordinary convolution: its source's gradient is its target's gradient convolved
/// with the same weights, and the weights' gradient is that convolution's with source and target
/// exchanged.
final class TransposedStep: NetworkStep {
    private struct Backward {
        let gradient: TensorView
        let weights: ConvolutionPass
        let sums: Storage
        let data: DataPass?
    }

    private let layer: ConvolutionLayer
    private let node: Int
    private let source: TensorView
    private let offsets: (weight: Int, bias: Int)
    private let parts: [any SubpixelPart]
    private let threads: Int
    private var backward: Backward?

    init(
        _ layer: ConvolutionLayer, node: Int, offsets: (weight: Int, bias: Int), plan: NetworkPlan
    )
        throws(NeuralNetError)
    {
        self.layer = layer
        self.node = node
        self.offsets = offsets
        threads = plan.threads
        source = plan.value(layer.source)
        let target = plan.value(node)
        source.storage.touch(plan.forwardTime)
        target.storage.touch(plan.forwardTime)
        let subpixels = Subpixels(layer)
        if let whole = NarrowSubpixels(
            subpixels, of: layer, source: source, target: target, plan: plan)
        {
            parts = [whole]
            return
        }
        var parts: [any SubpixelPart] = []
        for group in subpixels.groups {
            parts.append(
                try SubpixelGroup(group, of: layer, source: source, target: target, plan: plan))
        }
        self.parts = parts
    }

    func prepareBackward(_ plan: NetworkPlan) throws(NeuralNetError) {
        guard let gradient = plan.gradients[node] else { return }
        let time = plan.backwardTime
        gradient.storage.touch(time)
        source.storage.touch(time)
        let adjoint = ConvolutionGeometry(
            dimensions: plan.graph.dimensions, batch: source.shape.batch,
            sourceChannels: layer.outputChannels, targetChannels: layer.inputChannels,
            source: gradient.shape.extent, target: source.shape.extent, kernel: layer.kernel,
            stride: layer.stride, before: layer.padding)
        let weights = try ConvolutionPass(
            adjoint, .backwardWeights(givesBias: false), title: layer.title, time: time, plan: plan)
        var data: DataPass?
        if let contribution = plan.contribution(to: layer.source, at: time) {
            data = try DataPass(
                adjoint, .forward(rectifies: false, hasBias: false), title: layer.title,
                contribution: contribution, time: time, plan: plan)
        }
        backward = Backward(
            gradient: gradient, weights: weights,
            sums: plan.storage(2 * layer.outputChannels * plan.threads, at: time), data: data)
    }

    func bind() throws(NeuralNetError) {
        for part in parts { try part.bind() }
        guard let backward else { return }
        try backward.weights.bind(source: backward.gradient, bias: nil, target: source)
        if let data = backward.data {
            try data.pass.bind(source: backward.gradient, bias: nil, target: data.part)
        }
    }

    func load(_ parameters: UnsafePointer<Float>) throws(NeuralNetError) {
        for part in parts {
            try part.load(
                weights: parameters + offsets.weight, biases: parameters + offsets.bias)
        }
        try backward?.data?.pass.pack(parameters + offsets.weight)
    }

    func forward() throws(NeuralNetError) {
        for part in parts { try part.forward() }
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) throws(NeuralNetError) {
        guard let backward else { return }
        try backward.weights.run()
        try backward.weights.unpack(into: gradients + offsets.weight)
        backward.gradient.sumChannels(
            into: gradients + offsets.bias, room: backward.sums, threads: threads)
        try backward.data?.run()
    }
}
