import NeuralNet

/// What the training loop needs of a network that it trains.
public protocol TrainableNetwork {
    /// Takes parameters.
    func load(_ parameters: ParameterSet) throws(NeuralNetError)
    /// Outputs of a batch of inputs.
    func forward(_ inputs: [String: [Float]]) throws(NeuralNetError) -> [String: [Float]]
    /// Derivatives of the loss by all parameters, of the last batch, in the layout's order.
    func backward(_ outputGradients: [String: [Float]]) throws(NeuralNetError) -> [Float]
}

extension CompiledNetwork: TrainableNetwork {}
