import COneDNN

/// A pass of a convolution with the memory that is its own.
struct ConvolutionPass {
    let ready: ReadyConvolution
    private let packed: Storage
    private let scratch: Storage

    /// `keepsWeights`: the packed weights outlive the pass; otherwise they are made by it.
    init(
        _ shape: ethermap_dnn_shape, title: String, time: Int, keepsWeights: Bool, plan: NetworkPlan
    ) throws(NeuralNetError) {
        ready = try ReadyConvolution(shape, title: title)
        plan.implementations.append(
            "\(title), pass \(shape.pass): \(ready.implementation), "
                + "\(shape.source_channels) to \(shape.target_channels)")
        packed =
            keepsWeights
            ? plan.lastingStorage(ready.packedCount) : plan.storage(ready.packedCount, at: time)
        scratch = plan.storage(ready.scratchCount, at: time)
    }

    func bind(source: TensorView, bias: Storage?, target: TensorView) throws(NeuralNetError) {
        try ready.bind(
            source: source, packed: packed, bias: bias, target: target, scratch: scratch)
    }
}

/// The pass that gives a layer's source its part of the gradient: straight into its place when it
/// comes first, by way of other memory when it is added to others.
struct DataPass {
    let pass: ConvolutionPass
    let contribution: Contribution
    /// Where the pass leaves its result.
    let part: TensorView

    init(
        _ shape: ethermap_dnn_shape, title: String, contribution: Contribution, time: Int,
        plan: NetworkPlan
    ) throws(NeuralNetError) {
        pass = try ConvolutionPass(
            shape, title: title, time: time, keepsWeights: true, plan: plan)
        self.contribution = contribution
        let shape = contribution.target.shape
        part =
            contribution.accumulates
            ? TensorView(storage: plan.storage(shape.count, at: time), shape: shape)
            : contribution.target
    }

    func finish() {
        if contribution.accumulates { contribution.add(part) } else { contribution.applyMask() }
    }
}
