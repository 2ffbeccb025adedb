/// Names, shapes and places of a network's parameters in one flat array.
public struct ParameterLayout: Hashable, Sendable {
    /// One tensor of parameters.
    public struct Slot: Hashable, Sendable {
        /// Such as `e1.weight` or `e1.bias`.
        public let name: String
        /// In PyTorch's order: output channels, input channels, sides; the first two are exchanged
        /// in a transposed convolution.
        public let shape: [Int]
        /// Where it begins.
        public let offset: Int

        /// How many numbers it has.
        public var count: Int { shape.reduce(1, *) }
        /// Where it lies.
        public var range: Range<Int> { offset..<offset + count }
    }

    /// Every tensor, in the order of the network's layers.
    public let slots: [Slot]
    /// How many numbers there are in all.
    public let count: Int

    /// A layout of tensors one after the other.
    public init(_ tensors: [(name: String, shape: [Int])]) {
        var slots: [Slot] = []
        var offset = 0
        for (name, shape) in tensors {
            slots.append(Slot(name: name, shape: shape, offset: offset))
            offset += slots[slots.count - 1].count
        }
        self.slots = slots
        count = offset
    }

    /// The tensor of a name.
    public func slot(_ name: String) -> Slot? { slots.first { $0.name == name } }
}

extension NetworkGraph {
    /// The network's parameters: each layer's weight and bias, in the order of the layers.
    public var parameterLayout: ParameterLayout {
        var tensors: [(name: String, shape: [Int])] = []
        for (operation, channels) in zip(operations, channels) {
            switch operation {
            case .convolution(let layer):
                tensors.append(("\(layer.name).weight", layer.weightShape))
                tensors.append(("\(layer.name).bias", [layer.outputChannels]))
            case .normalisation(let layer):
                tensors.append(("\(layer.name).weight", [channels]))
                tensors.append(("\(layer.name).bias", [channels]))
            default: break
            }
        }
        return ParameterLayout(tensors)
    }
}
