import Foundation
import NeuralNet

extension TrainingLoop {
    /// Ends an epoch: weights, log and checkpoint, in that order.
    ///
    /// A crash in between costs the epoch, which is then trained again to the same result.
    func finish(
        _ state: inout TrainingCheckpoint, _ report: TrainingEpochReport,
        _ companions: WeightsCompanions
    ) throws {
        let isBest = report.bestEpoch == report.epoch
        let parameters = WeightsFile(ParameterSet(layout: layout, values: state.parameters))
        let weights = WeightsFile(
            tensors: parameters.tensors + companions.tensors,
            metadata: metadata(for: report).merging(companions.metadata) { $1 })
        if isBest {
            try weights.write(to: files.best, as: .float16)
            state.bestError = report.validationRmseDb
            state.bestEpoch = report.epoch
        }
        try weights.write(to: files.last, as: .float16)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        state.log.append(String(decoding: try encoder.encode(report), as: UTF8.self))
        try files.write(log: state.log)
        state.epoch += 1
        state.batch = 0
        state.lossSum = 0
        try state.write(to: files.checkpoint)
    }

    /// What a finished training has left.
    func result(of state: TrainingCheckpoint) throws -> TrainingResult {
        TrainingResult(
            bestPath: files.best, bestHash: try WeightsFile.read(files.best).hash,
            bestRmseDb: state.bestError, bestEpoch: state.bestEpoch, lastPath: files.last)
    }

    /// Where the training is.
    func report(on state: TrainingCheckpoint, _ pace: TrainingPace) -> TrainingBatchReport {
        let done = state.epoch * schedule.batchCount + state.batch
        return TrainingBatchReport(
            epoch: state.epoch + 1, epochCount: plan.epochCount, batch: state.batch,
            batchCount: schedule.batchCount, loss: state.lossSum / Double(max(state.batch, 1)),
            validationRmseDb: state.lastValidationRmseDb,
            samplesPerSecond: pace.samplesPerSecond(batchSize: plan.batchSize),
            secondsLeft: pace.seconds(
                batches: schedule.stepCount - done, validations: plan.epochCount - state.epoch))
    }

    private func metadata(for report: TrainingEpochReport) -> [String: String] {
        let facts = [
            "network": task.name, "command": command, "seed": "\(plan.seed)",
            "epoch": "\(report.epoch)", "epochs": "\(plan.epochCount)",
            "batch": "\(plan.batchSize)", "learning_rate": "\(plan.learningRate)",
            "maps": "\(task.mapCount)",
            "validation_rmse_db": String(format: "%.4f", report.validationRmseDb),
        ]
        return task.metadata.merging(facts) { $1 }
    }
}

extension TrainingCheckpoint {
    /// Validation RMSE of the last epoch, dB; `nil` before the first.
    var lastValidationRmseDb: Double? {
        log.last.flatMap {
            try? JSONDecoder().decode(TrainingEpochReport.self, from: Data($0.utf8))
                .validationRmseDb
        }
    }
}
