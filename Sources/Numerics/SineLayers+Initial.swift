extension SineLayers {
    /// Where weights begin.
    public enum Beginning: String, Hashable, Sendable, CaseIterable {
        /// As PyTorch's linear layers: all uniform within ± 1 / √inputs.
        case linear
        /// As sine layers of their own: the first within ± 1 / inputs, the others within
        /// ± √(6 / inputs) / ω (V. Sitzmann et al., NeurIPS 2020, section 3.2); biases as PyTorch's.
        case sine
    }

    /// A network's first numbers: z of the standard normal distribution, the rest by the beginning.
    public func initialParameters(
        _ beginning: Beginning, using random: inout SeededGenerator
    ) -> [Float] {
        var parameters = [Float](repeating: 0, count: parameterCount)
        for place in input { parameters[place] = Float(random.normal()) }
        for layer in 0..<4 {
            let inputs = Double(inputWidths[layer])
            let width = outputWidths[layer]
            let biasBound = 1 / inputs.squareRoot()
            let bound =
                switch (beginning, layer) {
                case (.linear, _): biasBound
                case (.sine, 0): 1 / inputs
                case (.sine, _): (6 / inputs).squareRoot() / Double(frequency)
                }
            for (places, bound) in [(weights(layer), bound), (biases(layer), biasBound)] {
                for (index, place) in places.enumerated()
                where layer < 3 || isUsed(output: index % width) {
                    parameters[place] = Float(bound * (2 * random.uniform() - 1))
                }
            }
        }
        return parameters
    }
}
