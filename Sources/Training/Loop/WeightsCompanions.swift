import NeuralNet

/// What a weights file holds beside the network's parameters.
public struct WeightsCompanions: Hashable, Sendable {
    /// Further tensors, such as tables and calibrations.
    public var tensors: [WeightsTensor]
    /// Further metadata.
    public var metadata: [String: String]

    /// Companions from their parts; none unless given.
    public init(tensors: [WeightsTensor] = [], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }
}
