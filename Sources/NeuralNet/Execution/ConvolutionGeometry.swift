import COneDNN

/// The sides of one convolution, as oneDNN wants them: depth, height, width.
struct ConvolutionGeometry {
    var dimensions: Int
    var batch: Int
    var sourceChannels: Int
    var targetChannels: Int
    var source: [Int]
    var target: [Int]
    var kernel: [Int]
    var stride: [Int]
    /// Zeros before each side; those behind follow from the sides.
    var before: [Int]

    func shape(_ kind: ConvolutionPass.Kind, threads: Int) -> ethermap_dnn_shape {
        let after = source.indices.map { side in
            (target[side] - 1) * stride[side] + kernel[side] - source[side] - before[side]
        }
        var shape = ethermap_dnn_shape()
        shape.dimensions = Int32(dimensions)
        switch kind {
        case .forward(let rectifies, let hasBias):
            shape.pass = Int32(ETHERMAP_DNN_FORWARD)
            shape.rectifies = rectifies ? 1 : 0
            shape.has_bias = hasBias ? 1 : 0
        case .backwardData:
            shape.pass = Int32(ETHERMAP_DNN_BACKWARD_DATA)
        case .backwardWeights(let givesBias):
            shape.pass = Int32(ETHERMAP_DNN_BACKWARD_WEIGHTS)
            shape.has_bias = givesBias ? 1 : 0
        }
        shape.threads = Int32(threads)
        shape.batch = Int64(batch)
        shape.source_channels = Int64(sourceChannels)
        shape.target_channels = Int64(targetChannels)
        shape.source = Self.triple(source, absent: 1)
        shape.target = Self.triple(target, absent: 1)
        shape.kernel = Self.triple(kernel, absent: 1)
        shape.stride = Self.triple(stride, absent: 1)
        shape.before = Self.triple(before, absent: 0)
        shape.after = Self.triple(after, absent: 0)
        return shape
    }

    private static func triple(_ sides: [Int], absent: Int64) -> (Int64, Int64, Int64) {
        let all = Array(repeating: absent, count: 3 - sides.count) + sides.map(Int64.init)
        return (all[0], all[1], all[2])
    }
}
