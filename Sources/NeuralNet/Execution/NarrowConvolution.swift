import CKernels

/// A convolution of few target channels, sixteen pixels at a time instead of sixteen channels.
final class NarrowConvolution {
    private var shape: ethermap_narrow_shape
    private let rectifies: Bool
    /// Whether it computes the source's gradient from the target's.
    private let isBackward: Bool
    private let threads: Int
    private var ends: Ends?

    private struct Ends {
        let source: UnsafeMutablePointer<Float>
        let packed: UnsafeMutablePointer<Float>
        let bias: UnsafeMutablePointer<Float>?
        let target: UnsafeMutablePointer<Float>
        let room: UnsafeMutablePointer<Float>
    }

    let packedCount: Int
    let scratchCount: Int

    /// Nil where oneDNN is as fast or nothing else can do it.
    init?(_ geometry: ConvolutionGeometry, _ kind: ConvolutionPass.Kind, threads: Int) {
        guard ethermap_narrow_is_fast() != 0, geometry.dimensions == 2,
            geometry.stride.allSatisfy({ $0 == 1 }), geometry.source == geometry.target
        else { return nil }
        switch kind {
        case .backwardWeights: return nil
        case .backwardData: (isBackward, rectifies) = (true, false)
        case .forward(let asked, _): (isBackward, rectifies) = (false, asked)
        }
        let computed = isBackward ? geometry.exchanged : geometry
        let width = computed.source[1]
        // Measured: a channel costs a quarter more than one of oneDNN's lanes that is used.
        let cost = Double(computed.targetChannels * ((width + 63) / 64 * 64)) / Double(width) * 1.25
        guard cost < Double((computed.targetChannels + 15) / 16 * 16) else { return nil }
        self.threads = threads
        shape = ethermap_narrow_shape(
            batch: Int64(computed.batch), height: Int64(computed.source[0]), width: Int64(width),
            source_channels: Int64(computed.sourceChannels),
            target_channels: Int64(computed.targetChannels),
            kernel_height: Int64(computed.kernel[0]), kernel_width: Int64(computed.kernel[1]),
            above: Int64(computed.before[0]), left: Int64(computed.before[1]))
        packedCount = ethermap_narrow_weight_count(&shape)
        scratchCount = ethermap_narrow_room_count(&shape, Int32(threads))
    }

    func bind(
        source: TensorView, packed: Storage, bias: Storage?, target: TensorView, scratch: Storage
    ) {
        ends = Ends(
            source: isBackward ? target.address : source.address, packed: packed.address,
            bias: bias?.address, target: isBackward ? source.address : target.address,
            room: scratch.address)
    }

    func pack(_ plain: UnsafePointer<Float>) {
        guard let ends else { return }
        ethermap_narrow_pack(&shape, plain, isBackward ? 1 : 0, ends.packed)
    }

    func run() {
        guard let ends else { return }
        ethermap_narrow_convolution(
            &shape, ends.source, ends.packed, ends.bias, rectifies ? 1 : 0, ends.target, ends.room,
            Int32(threads))
    }
}
