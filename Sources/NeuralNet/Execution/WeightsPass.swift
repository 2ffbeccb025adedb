import CKernels

/// The pass that gives a convolution's weights and bias their gradients.
///
/// oneDNN computes sixteen target channels at a time, however few there are. With source and target
/// exchanged the same sums come out, the kernel turned round; where sixteens fit the source's
/// channels better, that is what is computed (1 target channel of 21 sources: five times as fast).
struct WeightsPass {
    private let pass: ConvolutionPass
    private let isExchanged: Bool
    private let source: TensorView
    private let gradient: TensorView
    private let kernelCount: Int
    /// The bias's gradient where oneDNN gives it.
    private let bias: Storage
    /// Room for sums of each channel and thread.
    private let sums: Storage
    /// The exchanged weights' gradient in its plain order.
    private let plain: Storage?
    private let threads: Int

    init(
        _ geometry: ConvolutionGeometry, title: String, source: TensorView, gradient: TensorView,
        time: Int, plan: NetworkPlan
    ) throws(NeuralNetError) {
        self.source = source
        self.gradient = gradient
        threads = plan.threads
        kernelCount = geometry.kernel.reduce(1, *)
        isExchanged = Self.gainsByExchange(geometry)
        let computed = isExchanged ? geometry.exchanged : geometry
        pass = try ConvolutionPass(
            computed, .backwardWeights(givesBias: !isExchanged), title: title, time: time,
            plan: plan)
        let channels = gradient.shape.channels
        bias = plan.storage(channels, at: time)
        sums = plan.storage(2 * channels * plan.threads, at: time)
        plain =
            isExchanged
            ? plan.storage(channels * source.shape.channels * kernelCount, at: time) : nil
    }

    func bind() throws(NeuralNetError) {
        if isExchanged {
            try pass.bind(source: gradient, bias: nil, target: source)
        } else {
            try pass.bind(source: source, bias: bias, target: gradient)
        }
    }

    /// Writes the gradients in PyTorch's order.
    func run(
        weights: UnsafeMutablePointer<Float>, biases: UnsafeMutablePointer<Float>
    ) throws(NeuralNetError) {
        try pass.run()
        guard let plain else {
            try pass.unpack(into: weights)
            biases.update(from: bias.address, count: bias.count)
            return
        }
        try pass.unpack(into: plain.address)
        turn(plain.address, into: weights)
        gradient.sumChannels(into: biases, room: sums, threads: threads)
    }

    /// From [source, target, taps backwards] to [target, source, taps].
    private func turn(
        _ plain: UnsafeMutablePointer<Float>, into weights: UnsafeMutablePointer<Float>
    ) {
        let sources = source.shape.channels
        let targets = gradient.shape.channels
        for target in 0..<targets {
            for source in 0..<sources {
                let from = plain + (source * targets + target) * kernelCount
                let into = weights + (target * sources + source) * kernelCount
                for tap in 0..<kernelCount { into[tap] = from[kernelCount - 1 - tap] }
            }
        }
    }

    private static func gainsByExchange(_ geometry: ConvolutionGeometry) -> Bool {
        guard geometry.stride.allSatisfy({ $0 == 1 }) else { return false }
        func lanes(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }
        let direct = geometry.sourceChannels * lanes(geometry.targetChannels)
        let exchanged = geometry.targetChannels * lanes(geometry.sourceChannels)
        return Double(exchanged) < 0.95 * Double(direct)
    }
}

extension ConvolutionGeometry {
    /// The convolution of the target with the source whose weights' gradient has the same sums.
    var exchanged: ConvolutionGeometry {
        var other = self
        swap(&other.sourceChannels, &other.targetChannels)
        swap(&other.source, &other.target)
        other.before = zip(kernel, before).map { $0 - 1 - $1 }
        return other
    }
}

extension TensorView {
    /// Sums of each channel over all places, of a tensor that has a storage of its own; `room` holds
    /// two floats for each channel and thread.
    func sumChannels(into sums: UnsafeMutablePointer<Float>, room: Storage, threads: Int) {
        room.address.withMemoryRebound(to: Double.self, capacity: room.count / 2) { partial in
            ethermap_tensor_column_sums(
                Int64(shape.batch * shape.places), Int64(shape.channels), address, sums, partial,
                Int32(threads))
        }
    }
}
