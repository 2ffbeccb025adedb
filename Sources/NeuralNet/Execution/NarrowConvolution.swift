import CKernels

/// Convolutions to few target channels, sixteen pixels at a time instead of sixteen channels.
final class NarrowConvolution {
    private var shape: ethermap_narrow_shape
    private let rectifies: Bool
    private let threads: Int
    private var ends: Ends?

    private struct Ends {
        let source: UnsafeMutablePointer<Float>
        let packed: UnsafeMutablePointer<Float>
        let bias: UnsafeMutablePointer<Float>?
        let target: UnsafeMutablePointer<Float>
        let room: UnsafeMutablePointer<Float>
    }

    /// What a target channel costs, in lanes that oneDNN uses or not (measured).
    private static let channelCost = 1.2

    /// The computed convolution: one phase, and a target that has a storage of its own.
    init(_ geometry: ConvolutionGeometry, rectifies: Bool, threads: Int) {
        self.rectifies = rectifies
        self.threads = threads
        shape = ethermap_narrow_shape()
        shape.batch = Int64(geometry.batch)
        shape.height = Int64(geometry.source[0])
        shape.width = Int64(geometry.source[1])
        shape.source_channels = Int64(geometry.sourceChannels)
        shape.target_channels = Int64(geometry.targetChannels)
        shape.target_pixel = shape.target_channels
        shape.target_row = shape.width * shape.target_pixel
        shape.target_batch = shape.height * shape.target_row
        shape.phase_count = 1
        shape.phases.0 = Self.phase(
            kernel: geometry.kernel, before: geometry.before, targetOffset: 0)
    }

    /// The phases of a transposed convolution, straight into their places of the target.
    init(
        _ phases: [Subpixels.Phase], of layer: ConvolutionLayer, source: TensorView,
        target: TensorView, threads: Int
    ) {
        precondition(phases.count == 4, "stride 2 has four phases")
        rectifies = layer.activation == .relu
        self.threads = threads
        shape = ethermap_narrow_shape()
        shape.batch = Int64(source.shape.batch)
        shape.height = Int64(source.shape.extent[0])
        shape.width = Int64(source.shape.extent[1])
        shape.source_channels = Int64(layer.inputChannels)
        shape.target_channels = Int64(layer.outputChannels)
        let strides = target.strides
        shape.target_batch = strides.batch
        shape.target_row = 2 * strides.height
        shape.target_pixel = 2 * strides.width
        shape.phase_count = 4
        let made = phases.map { phase in
            Self.phase(
                kernel: phase.sides.map(\.taps.count), before: phase.sides.map { -$0.first },
                targetOffset: Int64(phase.remainder[0]) * strides.height
                    + Int64(phase.remainder[1]) * strides.width)
        }
        shape.phases = (made[0], made[1], made[2], made[3])
    }

    /// Floats of the packed weights.
    var packedCount: Int {
        (0..<shape.phase_count).reduce(0) { $0 + ethermap_narrow_weight_count(&shape, $1) }
    }
    /// Floats of scratch memory.
    var scratchCount: Int { ethermap_narrow_room_count(&shape, Int32(threads)) }

    func bind(
        source: TensorView, packed: Storage, bias: Storage?, target: TensorView, scratch: Storage
    ) {
        ends = Ends(
            source: source.address, packed: packed.address, bias: bias?.address,
            target: target.address, room: scratch.address)
    }

    /// Takes one phase's plain weights; `turned` ones are those of the opposite direction.
    func pack(_ plain: UnsafePointer<Float>, phase: Int = 0, turned: Bool = false) {
        guard let ends else { return }
        let offset = (0..<Int32(phase)).reduce(0) { $0 + ethermap_narrow_weight_count(&shape, $1) }
        ethermap_narrow_pack(&shape, Int32(phase), plain, turned ? 1 : 0, ends.packed + offset)
    }

    func run() {
        guard let ends else { return }
        ethermap_narrow_convolution(
            &shape, ends.source, ends.packed, ends.bias, rectifies ? 1 : 0, ends.target, ends.room,
            Int32(threads))
    }

    /// Whether it is faster than oneDNN's for a convolution.
    static func gains(_ geometry: ConvolutionGeometry) -> Bool {
        guard ethermap_narrow_is_fast() != 0, geometry.dimensions == 2,
            geometry.stride.allSatisfy({ $0 == 1 }), geometry.source == geometry.target
        else { return false }
        let cost = cost(geometry.targetChannels, width: geometry.source[1])
        return cost < Double((geometry.targetChannels + 15) / 16 * 16)
    }

    /// Whether it is faster for all phases of a transposed convolution than oneDNN's are for its
    /// groups.
    static func gains(
        _ subpixels: Subpixels, of layer: ConvolutionLayer, source: TensorShape,
        target: TensorShape
    ) -> Bool {
        guard ethermap_narrow_is_fast() != 0, layer.stride == [2, 2],
            target.extent == source.extent.map({ 2 * $0 })
        else { return false }
        let cost = cost(layer.outputChannels, width: source.extent[1])
        return cost * Double(subpixels.tapCount) < Double(subpixels.laneCount)
    }

    private static func cost(_ channels: Int, width: Int) -> Double {
        channelCost * Double(channels * ((width + 63) / 64 * 64)) / Double(width)
    }

    private static func phase(
        kernel: [Int], before: [Int], targetOffset: Int64
    ) -> ethermap_narrow_phase {
        ethermap_narrow_phase(
            kernel_height: Int64(kernel[0]), kernel_width: Int64(kernel[1]),
            above: Int64(before[0]), left: Int64(before[1]), target_offset: targetOffset)
    }
}
