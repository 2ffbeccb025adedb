/// A convolution with its bias and rectifier.
final class ConvolutionStep: NetworkStep {
    private struct Backward {
        let gradient: TensorView
        let weights: WeightsPass
        let data: DataPass?
    }

    private let layer: ConvolutionLayer
    private let node: Int
    private let geometry: ConvolutionGeometry
    private let source: TensorView
    private let target: TensorView
    private let offsets: (weight: Int, bias: Int)
    private let bias: Storage
    private let pass: ConvolutionPass
    private var backward: Backward?

    init(
        _ layer: ConvolutionLayer, node: Int, offsets: (weight: Int, bias: Int), plan: NetworkPlan
    )
        throws(NeuralNetError)
    {
        self.layer = layer
        self.node = node
        self.offsets = offsets
        source = plan.value(layer.source)
        target = plan.value(node)
        source.storage.touch(plan.forwardTime)
        target.storage.touch(plan.forwardTime)
        bias = plan.lastingStorage(layer.outputChannels)
        geometry = ConvolutionGeometry(
            dimensions: plan.graph.dimensions, batch: source.shape.batch,
            sourceChannels: layer.inputChannels, targetChannels: layer.outputChannels,
            source: source.shape.extent, target: target.shape.extent, kernel: layer.kernel,
            stride: layer.stride, before: layer.padding)
        pass = try ConvolutionPass(
            geometry, .forward(rectifies: layer.activation == .relu, hasBias: true),
            title: layer.title, time: plan.forwardTime, plan: plan)
    }

    func prepareBackward(_ plan: NetworkPlan) throws(NeuralNetError) {
        guard let gradient = plan.gradients[node] else { return }
        let time = plan.backwardTime
        gradient.storage.touch(time)
        source.storage.touch(time)
        let weights = try WeightsPass(
            geometry, title: layer.title, source: source, gradient: gradient, time: time,
            plan: plan)
        var data: DataPass?
        if let contribution = plan.contribution(to: layer.source, at: time) {
            data = try DataPass(
                geometry, .backwardData, title: layer.title, contribution: contribution,
                time: time, plan: plan)
        }
        backward = Backward(gradient: gradient, weights: weights, data: data)
    }

    func bind() throws(NeuralNetError) {
        try pass.bind(source: source, bias: bias, target: target)
        guard let backward else { return }
        try backward.weights.bind()
        if let data = backward.data {
            try data.pass.bind(source: data.part, bias: nil, target: backward.gradient)
        }
    }

    func load(_ parameters: UnsafePointer<Float>) throws(NeuralNetError) {
        bias.address.update(from: parameters + offsets.bias, count: bias.count)
        try pass.pack(parameters + offsets.weight)
        try backward?.data?.pass.pack(parameters + offsets.weight)
    }

    func forward() throws(NeuralNetError) { try pass.run() }

    func backward(_ gradients: UnsafeMutablePointer<Float>) throws(NeuralNetError) {
        guard let backward else { return }
        try backward.weights.run(
            weights: gradients + offsets.weight, biases: gradients + offsets.bias)
        try backward.data?.run()
    }
}
