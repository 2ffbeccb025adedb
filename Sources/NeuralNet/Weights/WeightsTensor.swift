/// One named array of a weights file.
public struct WeightsTensor: Hashable, Sendable {
    /// The parameter's name, as in "e1.weight".
    public var name: String
    /// Its extents, outermost first.
    public var shape: [Int]
    /// Its values, row-major.
    public var values: [Float]

    /// A tensor from its parts; one value for each element of its shape.
    public init(name: String, shape: [Int], values: [Float]) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count,
            "a tensor has one value for each element of its shape")
        self.name = name
        self.shape = shape
        self.values = values
    }
}
