import NeuralNet

/// A convolution over planes as its definition says, one product after the other, in double.
struct ReferenceConvolution {
    let output: [Float]

    init(_ example: ConvolutionCase) {
        let (height, width) = (example.extent[0], example.extent[1])
        let (outHeight, outWidth) = (example.outputExtent[0], example.outputExtent[1])
        let (inputs, outputs) = (example.inputChannels, example.outputChannels)
        let (kernel, stride, padding) = (example.kernel, example.stride, example.padding)
        let x = example.input
        let weights = Array(example.parameters["layer.weight"])
        let bias = Array(example.parameters["layer.bias"])
        var y = [Double](repeating: 0, count: 2 * outputs * outHeight * outWidth)
        /// Adds what x(b, i, row, column) gives to y(b, o, …) through one tap.
        func add(
            _ batch: Int, _ i: Int, _ o: Int, from: (Int, Int), to: (Int, Int), tap: (Int, Int)
        ) {
            guard (0..<height).contains(from.0), (0..<width).contains(from.1),
                (0..<outHeight).contains(to.0), (0..<outWidth).contains(to.1)
            else { return }
            let pair = example.isTransposed ? i * outputs + o : o * inputs + i
            let weight = weights[(pair * kernel + tap.0) * kernel + tap.1]
            let value = x[((batch * inputs + i) * height + from.0) * width + from.1]
            y[((batch * outputs + o) * outHeight + to.0) * outWidth + to.1] +=
                Double(weight) * Double(value)
        }
        for batch in 0..<2 {
            for i in 0..<inputs {
                for o in 0..<outputs {
                    for tap in 0..<kernel * kernel {
                        let (ky, kx) = (tap / kernel, tap % kernel)
                        if example.isTransposed {
                            // Each input place lays the kernel over the output.
                            for place in 0..<height * width {
                                let (row, column) = (place / width, place % width)
                                add(
                                    batch, i, o, from: (row, column),
                                    to: (
                                        row * stride - padding + ky, column * stride - padding + kx
                                    ),
                                    tap: (ky, kx))
                            }
                        } else {
                            for place in 0..<outHeight * outWidth {
                                let (row, column) = (place / outWidth, place % outWidth)
                                add(
                                    batch, i, o,
                                    from: (
                                        row * stride - padding + ky, column * stride - padding + kx
                                    ),
                                    to: (row, column), tap: (ky, kx))
                            }
                        }
                    }
                }
            }
        }
        let places = outHeight * outWidth
        output = y.indices.map { index in
            Float(max(0, y[index] + Double(bias[index / places % outputs])))
        }
    }
}
