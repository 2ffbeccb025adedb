import CKernels

/// The greatest of each window.
final class PoolingStep: NetworkStep {
    private let node: Int
    private let sourceNode: Int
    private let size: Int
    private let depth: Int
    private let source: TensorView
    private let target: TensorView
    /// For each result, which place of its window won.
    private let winners: Storage?
    private let threads: Int
    private var gradient: TensorView?
    private var contribution: Contribution?

    init(source sourceNode: Int, size: Int, node: Int, plan: NetworkPlan) {
        self.node = node
        self.sourceNode = sourceNode
        self.size = size
        depth = plan.graph.dimensions == 3 ? size : 1
        threads = plan.threads
        source = plan.value(sourceNode)
        target = plan.value(node)
        source.storage.touch(plan.forwardTime)
        target.storage.touch(plan.forwardTime)
        winners =
            plan.isTraining && plan.needsGradient(sourceNode)
            ? plan.storage(target.shape.count, at: plan.forwardTime, plan.backwardTime)
            : nil
    }

    func prepareBackward(_ plan: NetworkPlan) {
        contribution = plan.contribution(to: sourceNode, at: plan.backwardTime)
        gradient = plan.gradients[node]
        gradient?.storage.touch(plan.backwardTime)
        if contribution?.mask != nil { target.storage.touch(plan.backwardTime) }
    }

    func forward() {
        withWinners { winners in
            ethermap_tensor_pool(
                target.counts, Int64(depth), Int64(size), source.address, source.strides,
                target.address, target.strides, winners, Int32(threads))
        }
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) {
        guard let contribution, let gradient else { return }
        let whole = contribution.target
        let hasRemainder = whole.shape.extent.contains { $0 % size != 0 }
        let accumulates = contribution.accumulates || hasRemainder
        if hasRemainder, !contribution.accumulates {
            whole.storage.address.update(repeating: 0, count: whole.shape.count)
        }
        // Where a winner is not positive nothing of the window is: the winner's mask is the mask,
        // if nobody else gave a part.
        let masksWinners = contribution.mask != nil && !contribution.accumulates
        withWinners { winners in
            ethermap_tensor_unpool(
                gradient.counts, Int64(depth), Int64(size), gradient.address, gradient.strides,
                whole.address, whole.strides, winners, accumulates ? 1 : 0,
                masksWinners ? target.address : nil, target.strides, Int32(threads))
        }
        if !masksWinners { contribution.applyMask() }
    }

    private func withWinners(_ body: (UnsafeMutablePointer<Int32>?) -> Void) {
        guard let winners else { return body(nil) }
        winners.address.withMemoryRebound(to: Int32.self, capacity: winners.count) { body($0) }
    }
}
