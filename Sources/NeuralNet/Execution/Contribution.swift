import CKernels

/// A part of a layer's gradient, from one of those that read its values.
struct Contribution {
    /// The layer's gradient.
    let target: TensorView
    /// Whether others have given their parts before.
    let accumulates: Bool
    /// Set for the last one: where these values are not positive, the gradient ends as 0.
    let mask: TensorView?
    let threads: Int

    /// Adds a tensor of the same shape.
    func add(_ part: TensorView) {
        ethermap_tensor_copy(
            target.counts, part.address, part.strides, target.address, target.strides,
            accumulates ? 1 : 0, mask?.address, mask?.strides ?? .none, Int32(threads))
    }

    /// Applies the mask to what was written into the target by other means.
    func applyMask() {
        guard let mask else { return }
        ethermap_tensor_copy(
            target.counts, target.address, target.strides, target.address, target.strides, 0,
            mask.address, mask.strides, Int32(threads))
    }
}
