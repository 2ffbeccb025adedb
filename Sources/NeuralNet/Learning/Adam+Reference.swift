extension Adam {
    /// The same step in plain Swift, which the kernel is checked against.
    mutating func referenceStep(
        parameters: inout [Float], gradients: [Float], learningRate: Float, momentum: Float = 0.9
    ) {
        advance()
        let (rate, rootScale, decay) = factors(learningRate: learningRate, momentum: momentum)
        let beta2 = beta2
        let epsilon = epsilon
        update { first, second, index in
            let gradient = gradients[index]
            first = momentum * first + (1 - momentum) * gradient
            second = beta2 * second + (1 - beta2) * gradient * gradient
            parameters[index] =
                decay * parameters[index]
                - rate * (first / (rootScale * second.squareRoot() + epsilon))
        }
    }
}
