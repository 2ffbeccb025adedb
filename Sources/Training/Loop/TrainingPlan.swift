/// How a network is trained: everything beside the task that the weights follow from.
public struct TrainingPlan: Hashable, Sendable {
    /// Passes over the maps.
    public var epochCount: Int
    /// Examples of a step.
    public var batchSize: Int
    /// The greatest learning rate of the one cycle.
    public var learningRate: Double
    /// Seed of the weights, the order of maps and the examples.
    public var seed: UInt64
    /// The greatest norm of a step's gradients.
    public var gradientNormMax = 1.0
    /// Decoupled weight decay.
    public var weightDecay: Double
    /// Threads of the network's arithmetic.
    public var threadCount: Int

    /// A plan from its parts.
    public init(
        epochCount: Int = 30, batchSize: Int = 8, learningRate: Double = 1e-3, seed: UInt64 = 1,
        weightDecay: Double = 0, threadCount: Int = 1
    ) {
        precondition(
            epochCount > 0 && batchSize > 0 && learningRate > 0 && threadCount > 0,
            "a training has epochs, examples, a rate and a thread")
        self.epochCount = epochCount
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.seed = seed
        self.weightDecay = weightDecay
        self.threadCount = threadCount
    }

    /// What decides the weights of a task beside the machine and its threads, in words.
    func identity(of task: some TrainingTask) -> String {
        let metadata = task.metadata.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return
            "\(task.name): \(task.mapCount) maps of \(task.extent.map(String.init).joined(separator: " × ")), "
            + "\(epochCount) epochs, batches of \(batchSize), learning rate \(learningRate), "
            + "weight decay \(weightDecay), seed \(seed), "
            + "\(task.graph.parameterLayout.count) parameters"
            + (metadata.isEmpty ? "" : "; \(metadata)")
    }
}
