import CKernels

/// Every place repeated along each side.
final class UpsamplingStep: NetworkStep {
    private let node: Int
    private let sourceNode: Int
    private let factor: Int
    private let depth: Int
    private let source: TensorView
    private let target: TensorView
    private let threads: Int
    private var gradient: TensorView?
    private var contribution: Contribution?

    init(source sourceNode: Int, factor: Int, node: Int, plan: NetworkPlan) {
        self.node = node
        self.sourceNode = sourceNode
        self.factor = factor
        depth = plan.graph.dimensions == 3 ? factor : 1
        threads = plan.threads
        source = plan.value(sourceNode)
        target = plan.value(node)
        source.storage.touch(plan.forwardTime)
        target.storage.touch(plan.forwardTime)
    }

    func prepareBackward(_ plan: NetworkPlan) {
        contribution = plan.contribution(to: sourceNode, at: plan.backwardTime)
        gradient = plan.gradients[node]
        gradient?.storage.touch(plan.backwardTime)
    }

    func forward() {
        forEachCopy(of: target) { copy, strides, _ in
            ethermap_tensor_copy(
                source.counts, source.address, source.strides, copy, strides, 0, nil, .none,
                Int32(threads))
        }
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) {
        guard let contribution, let gradient else { return }
        let part = contribution.target
        let last = depth * factor * factor - 1
        forEachCopy(of: gradient) { copy, strides, index in
            let mask = index == last ? contribution.mask : nil
            ethermap_tensor_copy(
                part.counts, copy, strides, part.address, part.strides,
                contribution.accumulates || index > 0 ? 1 : 0, mask?.address,
                mask?.strides ?? .none, Int32(threads))
        }
    }

    private func forEachCopy(
        of view: TensorView,
        _ body: (UnsafeMutablePointer<Float>, ethermap_tensor_strides, Int) -> Void
    ) {
        let near = view.strides
        let far = view.strides(every: factor, deep: depth)
        var index = 0
        for z in 0..<depth {
            for y in 0..<factor {
                for x in 0..<factor {
                    let offset = z * Int(near.depth) + y * Int(near.height) + x * Int(near.width)
                    body(view.address + offset, far, index)
                    index += 1
                }
            }
        }
    }
}

/// max(0, x); its mask is applied where its gradient is completed.
final class RectificationStep: NetworkStep {
    private let node: Int
    private let sourceNode: Int
    private let source: TensorView
    private let target: TensorView
    private let threads: Int
    private var gradient: TensorView?
    private var contribution: Contribution?

    init(source sourceNode: Int, node: Int, plan: NetworkPlan) {
        self.node = node
        self.sourceNode = sourceNode
        threads = plan.threads
        source = plan.value(sourceNode)
        target = plan.value(node)
        source.storage.touch(plan.forwardTime)
        target.storage.touch(plan.forwardTime)
    }

    func prepareBackward(_ plan: NetworkPlan) {
        contribution = plan.contribution(to: sourceNode, at: plan.backwardTime)
        gradient = plan.gradients[node]
        gradient?.storage.touch(plan.backwardTime)
    }

    func forward() {
        ethermap_tensor_rectify(
            source.counts, source.address, source.strides, target.address, target.strides,
            Int32(threads))
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) {
        if let contribution, let gradient { contribution.add(gradient) }
    }
}
