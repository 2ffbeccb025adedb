import COneDNN

/// One pass of a convolution in oneDNN's hands.
final class ReadyConvolution {
    /// oneDNN's name of what computes it.
    var implementation: String { String(cString: ethermap_dnn_implementation(handle)) }
    /// Floats of the packed weights and of scratch memory.
    let packedCount: Int
    let scratchCount: Int

    private let handle: OpaquePointer
    private let title: String

    init(_ shape: ethermap_dnn_shape, title: String) throws(NeuralNetError) {
        self.title = title
        var made: OpaquePointer?
        let code = withUnsafePointer(to: shape) { ethermap_dnn_create($0, &made) }
        guard code == 0, let handle = made else { throw Self.error(code, title) }
        self.handle = handle
        packedCount = (ethermap_dnn_weight_bytes(handle) + 3) / 4
        scratchCount = (ethermap_dnn_scratch_bytes(handle) + 3) / 4
    }

    deinit { ethermap_dnn_destroy(handle) }

    func bind(
        source: TensorView, packed: Storage, bias: Storage?, target: TensorView, scratch: Storage
    ) throws(NeuralNetError) {
        try check(
            ethermap_dnn_bind(
                handle, source.address, packed.address, bias?.address, target.address,
                scratch.address))
    }

    func pack(_ plain: UnsafePointer<Float>) throws(NeuralNetError) {
        try check(ethermap_dnn_pack(handle, plain))
    }

    func unpack(into plain: UnsafeMutablePointer<Float>) throws(NeuralNetError) {
        try check(ethermap_dnn_unpack(handle, plain))
    }

    func run() throws(NeuralNetError) { try check(ethermap_dnn_run(handle)) }

    private func check(_ code: Int32) throws(NeuralNetError) {
        if code != 0 { throw Self.error(code, title) }
    }

    private static func error(_ code: Int32, _ title: String) -> NeuralNetError {
        NeuralNetError("\(title): \(String(cString: ethermap_dnn_reason(code)))")
    }
}
