/// How many iterations each stage of one fit gets.
struct NeuralFitPlan: Hashable, Sendable {
    /// Of the first stage, on data and sparsity.
    let sparseIterations: Int
    /// Of the second, on the data alone.
    let refiningIterations: Int

    /// The stages' iterations, in their proportion where there are fewer than the configuration has.
    init(configuration: NeuralSensingConfiguration, isWarm: Bool, iterationsMax: Int) {
        let all = configuration.sparseIterations + configuration.refiningIterations
        let share = isWarm ? configuration.warmShare : 1
        let wanted = Int((share * Double(all)).rounded(.up))
        let count = max(0, min(iterationsMax, wanted))
        refiningIterations = count * configuration.refiningIterations / all
        sparseIterations = count - refiningIterations
    }
}
