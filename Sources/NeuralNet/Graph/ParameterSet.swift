import Numerics

/// A network's parameters, as one flat array.
public struct ParameterSet: Hashable, Sendable {
    /// Which number is which.
    public let layout: ParameterLayout
    /// All of them, in the layout's order.
    public var values: [Float]

    /// Parameters from their numbers.
    public init(layout: ParameterLayout, values: [Float]) {
        precondition(values.count == layout.count, "a layout needs exactly its own numbers")
        self.layout = layout
        self.values = values
    }

    /// All zero.
    public init(layout: ParameterLayout) {
        self.init(layout: layout, values: Array(repeating: 0, count: layout.count))
    }

    /// One tensor's numbers; the name must be one of the layout's.
    public subscript(name: String) -> ArraySlice<Float> {
        get { values[range(name)] }
        set {
            let range = range(name)
            precondition(newValue.count == range.count, "\(name) has \(range.count) numbers")
            values.replaceSubrange(range, with: newValue)
        }
    }

    /// PyTorch's default start: weights and biases of a convolution uniform in
    /// ± 1 / √(second side of the weight × kernel), which is Kaiming's with a = √5;
    /// a normalisation's scale 1 and offset 0.
    public static func initialised(
        _ layout: ParameterLayout, using generator: inout SeededGenerator
    ) -> ParameterSet {
        var values: [Float] = []
        values.reserveCapacity(layout.count)
        var bound = 0.0
        var isNormalisation = false
        for slot in layout.slots {
            if slot.shape.count > 1 {
                bound = 1 / Double(slot.shape.dropFirst().reduce(1, *)).squareRoot()
                isNormalisation = false
            } else if slot.name.hasSuffix(".weight") {
                isNormalisation = true
            }
            for _ in 0..<slot.count {
                if isNormalisation {
                    values.append(slot.name.hasSuffix(".weight") ? 1 : 0)
                } else {
                    values.append(Float(bound * (2 * generator.uniform() - 1)))
                }
            }
        }
        return ParameterSet(layout: layout, values: values)
    }

    private func range(_ name: String) -> Range<Int> {
        guard let slot = layout.slot(name) else {
            preconditionFailure("the layout has no parameter \(name)")
        }
        return slot.range
    }
}
