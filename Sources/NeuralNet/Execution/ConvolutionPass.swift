import COneDNN

/// A pass of a convolution with the memory that is its own.
struct ConvolutionPass {
    /// What is computed from what.
    enum Kind: Hashable {
        /// The target from the source, the weights and, if there is one, the bias.
        case forward(rectifies: Bool, hasBias: Bool)
        /// The source's gradient from the target's and the weights.
        case backwardData
        /// The gradient of the weights, and of the bias if it is asked for.
        case backwardWeights(givesBias: Bool)
    }

    private enum Means {
        case library(ReadyConvolution)
        /// Backwards, source and target change places.
        case narrow(NarrowConvolution, isBackward: Bool)
    }

    private let means: Means
    private let packed: Storage
    private let scratch: Storage

    init(
        _ geometry: ConvolutionGeometry, _ kind: Kind, title: String, time: Int, plan: NetworkPlan
    ) throws(NeuralNetError) {
        let counts: (packed: Int, scratch: Int)
        let implementation: String
        if let narrow = Self.narrow(geometry, kind, threads: plan.threads) {
            means = .narrow(narrow, isBackward: kind == .backwardData)
            counts = (narrow.packedCount, narrow.scratchCount)
            implementation = "narrow"
        } else {
            let ready = try ReadyConvolution(
                geometry.shape(kind, threads: plan.threads), title: title)
            means = .library(ready)
            counts = (ready.packedCount, ready.scratchCount)
            implementation = ready.implementation
        }
        plan.implementations.append(
            "\(title), \(kind): \(implementation), \(geometry.sourceChannels) to "
                + "\(geometry.targetChannels) channels")
        // Gradients of weights are taken away as soon as they are there.
        if case .backwardWeights = kind {
            packed = plan.storage(counts.packed, at: time)
        } else {
            packed = plan.lastingStorage(counts.packed)
        }
        scratch = plan.storage(counts.scratch, at: time)
    }

    func bind(source: TensorView, bias: Storage?, target: TensorView) throws(NeuralNetError) {
        switch means {
        case .library(let ready):
            try ready.bind(
                source: source, packed: packed, bias: bias, target: target, scratch: scratch)
        case .narrow(let narrow, let isBackward):
            narrow.bind(
                source: isBackward ? target : source, packed: packed, bias: bias,
                target: isBackward ? source : target, scratch: scratch)
        }
    }

    /// Takes plain weights: [target channels, source channels, sides].
    func pack(_ plain: UnsafePointer<Float>) throws(NeuralNetError) {
        switch means {
        case .library(let ready): try ready.pack(plain)
        case .narrow(let narrow, let isBackward): narrow.pack(plain, turned: isBackward)
        }
    }

    /// Gives the weights' gradient in the plain order.
    func unpack(into plain: UnsafeMutablePointer<Float>) throws(NeuralNetError) {
        if case .library(let ready) = means { try ready.unpack(into: plain) }
    }

    func run() throws(NeuralNetError) {
        switch means {
        case .library(let ready): try ready.run()
        case .narrow(let narrow, _): narrow.run()
        }
    }

    /// Our own loops where they are faster.
    private static func narrow(
        _ geometry: ConvolutionGeometry, _ kind: Kind, threads: Int
    ) -> NarrowConvolution? {
        var computed = geometry
        var rectifies = false
        switch kind {
        case .backwardWeights: return nil
        case .backwardData: computed = geometry.exchanged
        case .forward(let asked, _): rectifies = asked
        }
        guard NarrowConvolution.gains(computed) else { return nil }
        return NarrowConvolution(computed, rectifies: rectifies, threads: threads)
    }
}
