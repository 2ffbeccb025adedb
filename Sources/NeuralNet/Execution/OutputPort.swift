import CKernels

/// Where an output leaves the network and its gradient enters.
final class OutputPort {
    let name: String
    private let view: TensorView
    private let contribution: Contribution?
    /// Where a gradient waits that is added to another output's of the same layer.
    private let part: TensorView?

    init(_ output: NamedOutput, _ plan: NetworkPlan) {
        name = output.name
        view = plan.value(output.source)
        view.storage.touch(plan.outputTime)
        contribution = plan.contribution(to: output.source, at: plan.outputTime)
        if contribution?.accumulates == true {
            part = TensorView(
                storage: plan.storage(view.shape.count, at: plan.outputTime), shape: view.shape)
        } else {
            part = contribution?.target
        }
    }

    /// The output's values, `[batch, channels, extent…]`.
    func read(threads: Int) -> [Float] {
        let shape = view.shape
        return [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
            count = shape.count
            ethermap_tensor_spread(
                Int64(shape.batch), Int64(shape.channels), Int64(shape.places), view.address,
                Int64(view.pixelStride), buffer.baseAddress, Int32(threads))
        }
    }

    /// Takes its gradient, of the same shape; nil is 0.
    func take(_ gradient: [Float]?, threads: Int) throws(NeuralNetError) {
        let shape = view.shape
        if let gradient, gradient.count != shape.count {
            throw NeuralNetError(
                "the gradient of \(name) has \(gradient.count) numbers instead of \(shape.count)")
        }
        guard let contribution, let part else { return }
        if let gradient {
            ethermap_tensor_gather(
                Int64(shape.batch), Int64(shape.channels), Int64(shape.places), gradient,
                part.address, Int64(part.pixelStride), Int32(threads))
        } else {
            part.address.update(repeating: 0, count: shape.count)
        }
        if contribution.accumulates { contribution.add(part) } else { contribution.applyMask() }
    }
}
