extension NeuralSensingConfiguration {
    /// λ times 1 / (‖X_l‖ / max + floor), of mean λ.
    func weights(ofRowPowers powers: [Float]) -> [Float] {
        let norms = powers.map { $0.squareRoot() }
        let greatest = norms.max() ?? 0
        guard greatest > 0 else { return [Float](repeating: sparsity, count: powers.count) }
        let weights = norms.map { 1 / ($0 / greatest + reweightingFloor) }
        let mean = weights.reduce(0, +) / Float(weights.count)
        return weights.map { sparsity * $0 / mean }
    }
}
