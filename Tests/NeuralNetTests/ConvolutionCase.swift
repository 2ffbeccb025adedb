import NeuralNet

/// A convolution or its transpose, as the golden files have them.
struct ConvolutionCase: CustomStringConvertible, Sendable {
    var name: String
    var isTransposed = false
    var inputChannels: Int
    var outputChannels: Int
    var kernel: Int
    var stride = 1
    var padding: Int
    var outputPadding = 0
    var extent: [Int]

    var description: String { name }
    var dimensions: Int { extent.count }

    var graph: NetworkGraph {
        var graph = NetworkGraph(dimensions: dimensions)
        let x = graph.input("x", channels: inputChannels)
        if isTransposed {
            graph.output(
                "y",
                graph.transposedConvolution(
                    "layer", of: x, outputChannels: outputChannels, kernel: kernel, stride: stride,
                    padding: padding, outputPadding: outputPadding, activation: .relu))
        } else {
            graph.output(
                "y",
                graph.convolution(
                    "layer", of: x, outputChannels: outputChannels, kernel: kernel, stride: stride,
                    activation: .relu))
        }
        return graph
    }

    /// Sides of the output.
    var outputExtent: [Int] {
        extent.map {
            isTransposed
                ? ($0 - 1) * stride - 2 * padding + kernel + outputPadding
                : ($0 + 2 * padding - kernel) / stride + 1
        }
    }

    var parameters: ParameterSet {
        var parameters = ParameterSet(layout: graph.parameterLayout)
        let taps = extent.reduce(1) { product, _ in product * kernel }
        parameters["layer.weight"] =
            HashedNumbers.weights(
                inputChannels * outputChannels * taps, seed: 2, fanIn: Double(inputChannels * taps))[
                ...]
        parameters["layer.bias"] = HashedNumbers.numbers(outputChannels, seed: 3)[...]
        return parameters
    }

    var input: [Float] {
        HashedNumbers.numbers(2 * inputChannels * extent.reduce(1, *), seed: 1)
    }

    static let all = [
        ConvolutionCase(
            name: "conv2d", inputChannels: 3, outputChannels: 5, kernel: 5, padding: 2,
            extent: [7, 9]),
        ConvolutionCase(
            name: "conv2d_strided", inputChannels: 17, outputChannels: 18, kernel: 3, stride: 2,
            padding: 1, extent: [9, 6]),
        ConvolutionCase(
            name: "conv2d_narrow", inputChannels: 18, outputChannels: 1, kernel: 5, padding: 2,
            extent: [19, 60]),
        ConvolutionCase(
            name: "conv3d", inputChannels: 2, outputChannels: 5, kernel: 3, padding: 1,
            extent: [3, 4, 5]),
        ConvolutionCase(
            name: "transposed2d_even", isTransposed: true, inputChannels: 3, outputChannels: 5,
            kernel: 4, stride: 2, padding: 1, extent: [5, 4]),
        ConvolutionCase(
            name: "transposed2d_odd", isTransposed: true, inputChannels: 6, outputChannels: 20,
            kernel: 5, stride: 2, padding: 2, outputPadding: 1, extent: [4, 5]),
        ConvolutionCase(
            name: "transposed2d_three", isTransposed: true, inputChannels: 2, outputChannels: 3,
            kernel: 3, stride: 3, padding: 0, extent: [3, 4]),
        ConvolutionCase(
            name: "transposed3d", isTransposed: true, inputChannels: 2, outputChannels: 4,
            kernel: 3, stride: 2, padding: 1, outputPadding: 1, extent: [2, 3, 3]),
        ConvolutionCase(
            name: "transposed2d_narrow", isTransposed: true, inputChannels: 3, outputChannels: 4,
            kernel: 1, stride: 2, padding: 0, outputPadding: 1, extent: [4, 3]),
    ]

    /// Wide planes with few channels, which our own loops compute; without golden files.
    static let wide = [
        ConvolutionCase(
            name: "wide", inputChannels: 18, outputChannels: 20, kernel: 5, padding: 2,
            extent: [18, 70]),
        ConvolutionCase(
            name: "wide, of one channel", inputChannels: 3, outputChannels: 1, kernel: 3,
            padding: 1,
            extent: [5, 140]),
        ConvolutionCase(
            name: "wide, transposed", isTransposed: true, inputChannels: 17, outputChannels: 20,
            kernel: 5, stride: 2, padding: 2, outputPadding: 1, extent: [17, 60]),
        ConvolutionCase(
            name: "wide, transposed, even", isTransposed: true, inputChannels: 3,
            outputChannels: 2, kernel: 4, stride: 2, padding: 1, extent: [3, 64]),
    ]
}
