/// One layer of a graph; numbers are those of the layers it reads.
enum GraphOperation: Hashable, Sendable {
    case input(name: String)
    case convolution(ConvolutionLayer)
    case pooling(source: Int, size: Int)
    case upsampling(source: Int, factor: Int)
    case concatenation(sources: [Int])
    case sum(sources: [Int])
    case rectification(source: Int)
    case normalisation(NormalisationLayer)

    /// The layers that it reads.
    var sources: [Int] {
        switch self {
        case .input: []
        case .convolution(let layer): [layer.source]
        case .pooling(let source, _), .upsampling(let source, _), .rectification(let source):
            [source]
        case .concatenation(let sources), .sum(let sources): sources
        case .normalisation(let layer): [layer.source]
        }
    }

    /// What an error calls it.
    var title: String {
        switch self {
        case .input(let name): "input \(name)"
        case .convolution(let layer): layer.title
        case .pooling(_, let size): "pooling by \(size)"
        case .upsampling(_, let factor): "upsampling by \(factor)"
        case .concatenation: "a concatenation"
        case .sum: "a sum"
        case .rectification: "an activation"
        case .normalisation(let layer): "normalisation \(layer.name)"
        }
    }
}

/// A convolution or its transpose.
struct ConvolutionLayer: Hashable, Sendable {
    let name: String
    let source: Int
    let inputChannels: Int
    let outputChannels: Int
    /// One side for each spatial dimension, here and below.
    let kernel: [Int]
    let stride: [Int]
    let padding: [Int]
    let outputPadding: [Int]
    let isTransposed: Bool
    let activation: NetworkGraph.Activation

    var title: String { "\(isTransposed ? "transposed " : "")convolution \(name)" }

    /// The weights' shape in PyTorch's order.
    var weightShape: [Int] {
        (isTransposed ? [inputChannels, outputChannels] : [outputChannels, inputChannels]) + kernel
    }
}

/// Group normalisation.
struct NormalisationLayer: Hashable, Sendable {
    let name: String
    let source: Int
    let groups: Int
    let activation: NetworkGraph.Activation

    /// Added to the variance; PyTorch's default.
    static let epsilon: Float = 1e-5
}

/// One of the network's outputs.
struct NamedOutput: Hashable, Sendable {
    let name: String
    let source: Int
}
