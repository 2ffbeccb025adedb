import NeuralNet
import Numerics

/// Which examples make up which batch: a function of the plan's seed and the numbers alone.
struct TrainingSchedule<Task: TrainingTask>: Sendable {
    let task: Task
    let plan: TrainingPlan

    /// Batches of an epoch; what is left over when the maps are shared out is another each time.
    var batchCount: Int { task.mapCount / plan.batchSize }

    /// Steps of all epochs.
    var stepCount: Int { batchCount * plan.epochCount }

    /// The learning rates.
    var oneCycle: OneCycleSchedule {
        OneCycleSchedule(learningRateMax: plan.learningRate, stepCount: stepCount)
    }

    /// The batch of a step.
    func batch(_ step: Int) -> TrainingBatch {
        let epoch = step / batchCount
        let order = order(of: epoch)
        let first = step % batchCount * plan.batchSize
        return TrainingBatch(
            (first..<first + plan.batchSize).map { place in
                var generator = generator("example", epoch, place)
                return task.example(of: order[place], epoch: epoch, using: &generator)
            })
    }

    /// The validation examples of a batch, at the end fewer than others have.
    func validationBatch(_ number: Int) -> TrainingBatch {
        let first = number * plan.batchSize
        let end = min(first + plan.batchSize, task.validationCount)
        return TrainingBatch((first..<end).map { task.validationExample($0) })
    }

    /// Batches of a validation.
    var validationBatchCount: Int {
        (task.validationCount + plan.batchSize - 1) / plan.batchSize
    }

    /// The weights to begin with, and the generator as it is after them.
    func beginning() -> (parameters: ParameterSet, generator: SeededGenerator) {
        var generator = generator("weights", 0, 0)
        return (task.initialParameters(using: &generator), generator)
    }

    /// The maps of an epoch in the order in which they are seen.
    private func order(of epoch: Int) -> [Int] {
        var generator = generator("order", epoch, 0)
        return (0..<task.mapCount).shuffled(using: &generator)
    }

    private func generator(_ purpose: String, _ epoch: Int, _ place: Int) -> SeededGenerator {
        var hash = StableHash()
        hash.combine(purpose)
        hash.combine(plan.seed)
        hash.combine(UInt64(epoch))
        hash.combine(UInt64(place))
        return SeededGenerator(seed: hash.value)
    }
}
