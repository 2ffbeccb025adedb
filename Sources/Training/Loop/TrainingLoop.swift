import NeuralNet
import Numerics

/// Trains a network on a task: one-cycle Adam with clipped gradients, a checkpoint an epoch.
///
/// Where the folder holds a checkpoint of the same training, it goes on from there, and ends with
/// the weights that an uninterrupted run would have given, bit for bit, on the same machine with the
/// same number of threads.
public struct TrainingLoop<Task: TrainingTask>: Sendable {
    /// What is learnt.
    public let task: Task
    /// How.
    public let plan: TrainingPlan
    /// Where the results go.
    public let files: TrainingFiles
    /// The command line that the weights come from, for their file.
    public let command: String
    let schedule: TrainingSchedule<Task>
    let layout: ParameterLayout

    /// A training whose files go to a folder.
    public init(task: Task, plan: TrainingPlan, folder: String, command: String) {
        self.task = task
        self.plan = plan
        self.command = command
        files = TrainingFiles(network: task.name, folder: folder)
        schedule = TrainingSchedule(task: task, plan: plan)
        layout = task.graph.parameterLayout
    }

    /// Trains to the end, or until it is asked to stop.
    ///
    /// - Parameters:
    ///   - isStopped: asked after each batch; then a checkpoint is written.
    ///   - tell: what happens, as it happens.
    /// - Returns: how it has ended.
    /// - Throws: `TrainingError` or `NeuralNetError`; the last checkpoint is left as it was.
    public func run(
        isStopped: () -> Bool = { false }, tell: (TrainingEvent) throws -> Void = { _ in }
    ) throws -> TrainingOutcome {
        try run(
            CompiledNetwork(
                task.graph, batch: plan.batchSize, extent: task.extent, isTraining: true,
                threadCount: plan.threadCount), isStopped: isStopped, tell: tell)
    }

    /// The same with a network of the caller's.
    func run(
        _ network: some TrainableNetwork, isStopped: () -> Bool = { false },
        tell: (TrainingEvent) throws -> Void = { _ in }
    ) throws -> TrainingOutcome {
        guard schedule.batchCount > 0, task.validationCount > 0 else {
            throw TrainingError(
                "\(task.mapCount) maps and \(task.validationCount) to validate on are too few for "
                    + "batches of \(plan.batchSize)")
        }
        try files.prepare()
        var state = try beginning(tell)
        guard state.epoch < plan.epochCount else { return .finished(try result(of: state)) }
        let loader = BatchLoader(
            state.epoch * schedule.batchCount + state.batch..<schedule.stepCount,
            prepare: schedule.batch)
        defer { loader.stop() }
        var pace = TrainingPace()
        while state.epoch < plan.epochCount {
            let clock = ContinuousClock()
            let start = clock.now
            var norms: [Double] = []
            pace.begin()
            while state.batch < schedule.batchCount {
                guard !isStopped() else { return try interrupted(state) }
                norms.append(try step(&state, network, loader.next()))
                pace.endBatch()
                try tell(.batch(report(on: state, pace)))
            }
            try network.load(parameters(of: state))
            guard let (error, outputs) = try validate(network, isStopped) else {
                return try interrupted(state)
            }
            pace.endValidation()
            let report = TrainingEpochReport(
                network: task.name, epoch: state.epoch + 1, epochs: plan.epochCount,
                loss: state.lossSum / Double(schedule.batchCount), validationRmseDb: error,
                bestEpoch: error < state.bestError ? state.epoch + 1 : state.bestEpoch,
                learningRate: schedule.oneCycle.learningRate(
                    at: (state.epoch + 1) * schedule.batchCount - 1),
                gradientNorm: norms.reduce(0, +) / Double(max(norms.count, 1)),
                samplesPerSecond: pace.samplesPerSecond(batchSize: plan.batchSize),
                seconds: start.duration(to: clock.now) / .seconds(1))
            try finish(&state, report, task.companions(validationOutputs: outputs))
            try tell(.epoch(report))
        }
        return .finished(try result(of: state))
    }

    /// One step of the optimiser on one batch; returns the gradients' norm.
    private func step(
        _ state: inout TrainingCheckpoint, _ network: some TrainableNetwork, _ batch: TrainingBatch
    ) throws -> Double {
        try network.load(parameters(of: state))
        let outputs = try network.forward(batch.inputs)
        let (loss, gradients) = task.loss(
            outputs: outputs, targets: batch.targets, batch: batch.count)
        guard loss.isFinite else { throw divergence("loss", state) }
        var slopes = try network.backward(gradients)
        let norm = GradientClipping.clip(&slopes, normMax: plan.gradientNormMax)
        guard norm.isFinite else { throw divergence("gradient", state) }
        let step = state.epoch * schedule.batchCount + state.batch
        state.optimiser.step(
            parameters: &state.parameters, gradients: slopes,
            learningRate: Float(schedule.oneCycle.learningRate(at: step)),
            momentum: Float(schedule.oneCycle.momentum(at: step)))
        state.lossSum += loss
        state.batch += 1
        return norm
    }

    /// Root of the mean squared validation error, and each example's outputs; `nil` where asked to
    /// stop.
    private func validate(
        _ network: some TrainableNetwork, _ isStopped: () -> Bool
    ) throws -> (error: Double, outputs: [[String: [Float]]])? {
        let count = schedule.validationBatchCount
        let loader = BatchLoader(0..<count, prepare: schedule.validationBatch)
        defer { loader.stop() }
        var sum = 0.0
        var cells = 0
        var examples: [[String: [Float]]] = []
        for _ in 0..<count {
            guard !isStopped() else { return nil }
            let batch = loader.next()
            let outputs = try network.forward(batch.paddedInputs(to: plan.batchSize))
            for number in 0..<batch.count {
                examples.append(
                    outputs.mapValues {
                        let size = $0.count / plan.batchSize
                        return Array($0[number * size..<(number + 1) * size])
                    })
            }
            let errors = task.squaredErrors(
                outputs: outputs.mapValues {
                    Array($0.prefix($0.count / plan.batchSize * batch.count))
                }, targets: batch.targets, batch: batch.count)
            sum += errors.sum
            cells += errors.count
        }
        guard sum.isFinite, cells > 0 else {
            throw TrainingError("the validation error of \(task.name) is not finite")
        }
        return ((sum / Double(cells)).squareRoot(), examples)
    }

    /// The checkpoint of this training, or its beginning.
    private func beginning(_ tell: (TrainingEvent) throws -> Void) throws -> TrainingCheckpoint {
        let identity = plan.identity(of: task)
        guard files.hasCheckpoint else {
            let (parameters, generator) = schedule.beginning()
            return TrainingCheckpoint(
                identity: identity, parameters: parameters.values,
                optimiser: Adam(
                    parameterCount: parameters.values.count, weightDecay: Float(plan.weightDecay)),
                generator: generator)
        }
        let state = try TrainingCheckpoint.read(files.checkpoint)
        guard state.identity == identity,
            state.parameters.count == layout.count
        else {
            throw TrainingError(
                "\(files.checkpoint): it is of another training (\(state.identity)), and this one "
                    + "is \(identity); take another folder, or remove the checkpoint")
        }
        if state.epoch < plan.epochCount {
            try tell(.resumed(epochs: state.epoch, batches: state.batch))
        }
        return state
    }

    private func parameters(of state: TrainingCheckpoint) -> ParameterSet {
        ParameterSet(layout: layout, values: state.parameters)
    }

    private func interrupted(_ state: TrainingCheckpoint) throws -> TrainingOutcome {
        try state.write(to: files.checkpoint)
        return .interrupted(epochs: state.epoch, batches: state.batch)
    }

    private func divergence(_ what: String, _ state: TrainingCheckpoint) -> TrainingError {
        TrainingError(
            "the \(what) of \(task.name) is not finite in epoch \(state.epoch + 1), batch "
                + "\(state.batch + 1); a lower learning rate may help"
                + (files.hasCheckpoint ? "; \(files.checkpoint) holds what was good" : ""))
    }
}
