/// A part of a transposed convolution's forward pass.
protocol SubpixelPart: AnyObject {
    func bind() throws(NeuralNetError)
    /// Takes the layer's weights and biases.
    func load(
        weights: UnsafePointer<Float>, biases: UnsafePointer<Float>
    ) throws(NeuralNetError)
    func forward() throws(NeuralNetError)
}

/// The whole of it at once, by our own loops, for few output channels.
final class NarrowSubpixels: SubpixelPart {
    private let layer: ConvolutionLayer
    private let phases: [Subpixels.Phase]
    private let narrow: NarrowConvolution
    private let source: TensorView
    private let target: TensorView
    private let packed: Storage
    private let bias: Storage
    private let scratch: Storage

    /// Nil where oneDNN is faster.
    init?(
        _ subpixels: Subpixels, of layer: ConvolutionLayer, source: TensorView,
        target: TensorView, plan: NetworkPlan
    ) {
        guard
            NarrowConvolution.gains(
                subpixels, of: layer, source: source.shape, target: target.shape)
        else { return nil }
        self.layer = layer
        self.source = source
        self.target = target
        phases = subpixels.phases
        narrow = NarrowConvolution(
            phases, of: layer, source: source, target: target, threads: plan.threads)
        packed = plan.lastingStorage(narrow.packedCount)
        bias = plan.lastingStorage(layer.outputChannels)
        scratch = plan.storage(narrow.scratchCount, at: plan.forwardTime)
        plan.implementations.append("\(layer.title), forward: narrow")
    }

    func bind() {
        narrow.bind(source: source, packed: packed, bias: bias, target: target, scratch: scratch)
    }

    func load(weights: UnsafePointer<Float>, biases: UnsafePointer<Float>) {
        bias.address.update(from: biases, count: layer.outputChannels)
        for (index, phase) in phases.enumerated() {
            narrow.pack(phase.weights(from: weights, of: layer), phase: index)
        }
    }

    func forward() { narrow.run() }
}
