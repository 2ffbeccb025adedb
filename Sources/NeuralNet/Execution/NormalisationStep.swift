import CKernels

/// Group normalisation with scale, offset and rectifier.
final class NormalisationStep: NetworkStep {
    private let layer: NormalisationLayer
    private let node: Int
    private let source: TensorView
    private let target: TensorView
    private let offsets: (weight: Int, bias: Int)
    private let scale: Storage
    private let offset: Storage
    private let moments: Storage
    private let threads: Int
    private var gradient: TensorView?
    private var contribution: Contribution?
    private var sums: Storage?

    init(
        _ layer: NormalisationLayer, node: Int, offsets: (weight: Int, bias: Int), plan: NetworkPlan
    ) {
        self.layer = layer
        self.node = node
        self.offsets = offsets
        threads = plan.threads
        source = plan.value(layer.source)
        target = plan.value(node)
        source.storage.touch(plan.forwardTime)
        target.storage.touch(plan.forwardTime)
        scale = plan.lastingStorage(source.shape.channels)
        offset = plan.lastingStorage(source.shape.channels)
        moments = plan.storage(
            2 * source.shape.batch * layer.groups, at: plan.forwardTime,
            plan.isTraining ? plan.backwardTime : plan.forwardTime)
    }

    func prepareBackward(_ plan: NetworkPlan) {
        guard let gradient = plan.gradients[node] else { return }
        self.gradient = gradient
        gradient.storage.touch(plan.backwardTime)
        source.storage.touch(plan.backwardTime)
        contribution = plan.contribution(to: layer.source, at: plan.backwardTime)
        sums = plan.storage(
            4 * source.shape.batch * source.shape.channels, at: plan.backwardTime)
    }

    func load(_ parameters: UnsafePointer<Float>) {
        scale.address.update(from: parameters + offsets.weight, count: scale.count)
        offset.address.update(from: parameters + offsets.bias, count: offset.count)
    }

    func forward() {
        ethermap_tensor_normalise(
            source.counts, Int64(layer.groups), NormalisationLayer.epsilon, source.address,
            source.strides, scale.address, offset.address, layer.activation == .relu ? 1 : 0,
            target.address, target.strides, moments.address, Int32(threads))
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) {
        guard let gradient, let sums else { return }
        let part = contribution?.target
        sums.address.withMemoryRebound(to: Double.self, capacity: sums.count / 2) { partial in
            ethermap_tensor_normalise_backward(
                source.counts, Int64(layer.groups), source.address, source.strides,
                gradient.address, gradient.strides, scale.address, moments.address, part?.address,
                part?.strides ?? .none, contribution?.accumulates == true ? 1 : 0,
                gradients + offsets.weight, gradients + offsets.bias, partial, Int32(threads))
        }
        contribution?.applyMask()
    }
}
