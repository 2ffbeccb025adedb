import CKernels

/// Channels one after the other: copies those that were not written into place already.
final class ConcatenationStep: NetworkStep {
    private let node: Int
    private let sources: [Int]
    private let pieces: [(from: TensorView, into: TensorView)]
    private let threads: Int
    private var parts: [(contribution: Contribution, slice: TensorView)] = []

    init(sources: [Int], node: Int, plan: NetworkPlan) {
        self.node = node
        self.sources = sources
        threads = plan.threads
        let target = plan.value(node)
        target.storage.touch(plan.forwardTime)
        var pieces: [(TensorView, TensorView)] = []
        var first = 0
        for source in sources {
            let from = plan.value(source)
            let into = TensorView(slice: from.shape.channels, at: first, of: target)
            from.storage.touch(plan.forwardTime)
            if from.storage !== into.storage || from.firstChannel != into.firstChannel {
                pieces.append((from, into))
            }
            first += from.shape.channels
        }
        self.pieces = pieces
    }

    func prepareBackward(_ plan: NetworkPlan) {
        let gradient = plan.gradients[node]
        gradient?.storage.touch(plan.backwardTime)
        var first = 0
        for source in sources {
            let channels = plan.shapes[source].channels
            if let contribution = plan.contribution(to: source, at: plan.backwardTime), let gradient
            {
                parts.append(
                    (contribution, TensorView(slice: channels, at: first, of: gradient)))
            }
            first += channels
        }
    }

    func forward() {
        for (from, into) in pieces {
            ethermap_tensor_copy(
                from.counts, from.address, from.strides, into.address, into.strides, 0, nil, .none,
                Int32(threads))
        }
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) {
        for (contribution, slice) in parts { contribution.add(slice) }
    }
}

/// The sum of tensors of one shape.
final class SumStep: NetworkStep {
    private let node: Int
    private let sources: [Int]
    private let terms: [TensorView]
    private let target: TensorView
    private let threads: Int
    private var gradient: TensorView?
    private var contributions: [Contribution] = []

    init(sources: [Int], node: Int, plan: NetworkPlan) {
        self.node = node
        self.sources = sources
        threads = plan.threads
        target = plan.value(node)
        terms = sources.map { plan.value($0) }
        for view in terms + [target] { view.storage.touch(plan.forwardTime) }
    }

    func prepareBackward(_ plan: NetworkPlan) {
        gradient = plan.gradients[node]
        gradient?.storage.touch(plan.backwardTime)
        for source in sources {
            if let contribution = plan.contribution(to: source, at: plan.backwardTime) {
                contributions.append(contribution)
            }
        }
    }

    func forward() {
        for (index, term) in terms.enumerated() {
            ethermap_tensor_copy(
                target.counts, term.address, term.strides, target.address, target.strides,
                index > 0 ? 1 : 0, nil, .none, Int32(threads))
        }
    }

    func backward(_ gradients: UnsafeMutablePointer<Float>) {
        guard let gradient else { return }
        for contribution in contributions { contribution.add(gradient) }
    }
}
