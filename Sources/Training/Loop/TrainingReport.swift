/// Where a training is after a batch.
public struct TrainingBatchReport: Hashable, Sendable {
    /// The epoch, from 1.
    public var epoch: Int
    /// Epochs in all.
    public var epochCount: Int
    /// The batch of the epoch, from 1.
    public var batch: Int
    /// Batches of an epoch.
    public var batchCount: Int
    /// Mean loss of the epoch so far.
    public var loss: Double
    /// Validation RMSE of the last epoch, dB; `nil` in the first.
    public var validationRmseDb: Double?
    /// Examples trained on in a second, of late.
    public var samplesPerSecond: Double
    /// Seconds to the end, at that pace.
    public var secondsLeft: Double

    /// A report from its parts.
    public init(
        epoch: Int, epochCount: Int, batch: Int, batchCount: Int, loss: Double,
        validationRmseDb: Double?, samplesPerSecond: Double, secondsLeft: Double
    ) {
        self.epoch = epoch
        self.epochCount = epochCount
        self.batch = batch
        self.batchCount = batchCount
        self.loss = loss
        self.validationRmseDb = validationRmseDb
        self.samplesPerSecond = samplesPerSecond
        self.secondsLeft = secondsLeft
    }
}

/// One epoch of a training; a line of its log.
public struct TrainingEpochReport: Hashable, Codable, Sendable {
    /// The network's name.
    public var network: String
    /// The epoch, from 1.
    public var epoch: Int
    /// Epochs in all.
    public var epochs: Int
    /// Mean loss over the epoch's batches.
    public var loss: Double
    /// Validation RMSE, dB.
    public var validationRmseDb: Double
    /// The epoch with the least validation error so far, from 1.
    public var bestEpoch: Int
    /// Learning rate of the epoch's last step.
    public var learningRate: Double
    /// Mean norm of the gradients before they were clipped, over the batches since the last start.
    public var gradientNorm: Double
    /// Examples trained on in a second.
    public var samplesPerSecond: Double
    /// Seconds that the epoch took since the last start, validation included.
    public var seconds: Double

    /// Names as `--json` and the log have them.
    public enum CodingKeys: String, CodingKey {
        case network
        case epoch
        case epochs
        case loss
        case validationRmseDb = "validation_rmse_db"
        case bestEpoch = "best_epoch"
        case learningRate = "learning_rate"
        case gradientNorm = "gradient_norm"
        case samplesPerSecond = "samples_per_second"
        case seconds
    }
}

/// What a training tells while it runs.
public enum TrainingEvent: Hashable, Sendable {
    /// It goes on from a checkpoint: epochs done and batches of the next.
    case resumed(epochs: Int, batches: Int)
    /// A batch is done.
    case batch(TrainingBatchReport)
    /// An epoch is done, validated and written.
    case epoch(TrainingEpochReport)
}

/// How a training has ended.
public enum TrainingOutcome: Hashable, Sendable {
    /// All epochs are done; the weights' files and the hash of the best.
    case finished(TrainingResult)
    /// It was asked to stop; a checkpoint holds all that was done.
    case interrupted(epochs: Int, batches: Int)
}

/// What a finished training has left.
public struct TrainingResult: Hashable, Sendable {
    /// The best weights' file.
    public var bestPath: String
    /// SHA-256 of its bytes.
    public var bestHash: String
    /// Validation RMSE of the best epoch, dB.
    public var bestRmseDb: Double
    /// That epoch, from 1.
    public var bestEpoch: Int
    /// The last weights' file.
    public var lastPath: String
}
