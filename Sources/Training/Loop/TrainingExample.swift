/// One example for a network: what goes in and what should come out, by name.
public struct TrainingExample: Hashable, Sendable {
    /// Planes for the graph's inputs, by their names: [channel × cell], row-major.
    public var inputs: [String: [Float]]
    /// What the loss or the validation looks at, by names of the task's own, one array an example.
    ///
    /// Every example of a task has the same names and lengths.
    public var targets: [String: [Float]]

    /// An example from its parts.
    public init(inputs: [String: [Float]], targets: [String: [Float]]) {
        self.inputs = inputs
        self.targets = targets
    }
}
