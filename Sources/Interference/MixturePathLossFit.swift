import Glibc
import Numerics

/// Ours: a log-distance fit that tells samples raised by interference from clean ones.
///
/// Each residual comes from the clean channel or from one that interference has added power to:
///
///     r_i ~ (1 - ε) N(0, σ²) + ε U(-40, 0) dB,   r_i = L_i - A - 10 n log10 d_i
///
/// Expectation-maximisation over (A, n, σ, ε), with the prior on A, n and σ: each sample weighs by
/// its probability of being clean. A bounded loss still lets every spoilt sample pull; here it fades.
public struct MixturePathLossFit: PathLossEstimator {
    /// The method's name.
    public static let name = "log-distance-mixture"
    /// How far interference is thought to raise a sample, dB.
    public static let raiseMaxDb = 40.0

    /// What is believed beforehand.
    public let prior: PathLossPrior
    /// The model as fitted so far.
    public private(set) var model: PathLossModel
    /// The share of samples that interference has raised, ε, as fitted so far.
    public private(set) var raisedShare = Self.raisedShareStart

    private static let version: UInt8 = 1
    private static let convergenceDb = 1e-3
    private static let raisedShareStart = 0.1
    // One raised sample in ten, as if ten had been seen.
    private static let raisedPriorCount = 10.0

    /// A fit that has seen nothing.
    public init(prior: PathLossPrior = .init()) {
        self.prior = prior
        model = prior.model
    }

    /// Improves the model on some samples by at most `budget` steps of expectation-maximisation.
    public mutating func fit(_ samples: PathLossSamples, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        guard samples.count > 0, budget > 0 else { return 0 }
        var used = 0
        // The likelihood has more than one peak: a start far off is first brought near.
        if model == prior.model {
            var start = LogDistancePathLossFit(prior: prior)
            used = start.fit(samples, budget: budget)
            model = start.model
        }
        while used < budget {
            used += 1
            let last = model
            step(samples)
            if model.changeDb(to: last) < Self.convergenceDb { break }
        }
        return used
    }

    private mutating func step(_ samples: PathLossSamples) {
        let residuals = model.residualsDb(samples)
        let weights = residuals.map(cleanProbability)
        var step = PathLossStep(at: model, prior: prior)
        var clean = 0.0
        var total = 0.0
        for i in residuals.indices {
            let weight = samples.weights[i] * weights[i]
            step.add(
                logDistance: samples.logDistances[i], residual: residuals[i], weight: weight)
            clean += weight
            total += samples.weights[i]
        }
        model = step.stepped()
        var squares = 0.0
        for (i, residual) in model.residualsDb(samples).enumerated() {
            squares += samples.weights[i] * weights[i] * residual * residual
        }
        model.standardDeviationDb = ScatterScale.pooled(
            clean > 0 ? (squares / clean).squareRoot() : 0, count: clean,
            priorDb: prior.scatterDb)
        raisedShare =
            (total - clean + Self.raisedShareStart * Self.raisedPriorCount)
            / (total + Self.raisedPriorCount)
    }

    private func cleanProbability(_ residual: Double) -> Double {
        let deviation = model.standardDeviationDb
        let score = residual / deviation
        let clean =
            (1 - raisedShare) * exp(-score * score / 2) / (deviation * (2 * Double.pi).squareRoot())
        guard residual < 0 else { return 1 }
        let raised = raisedShare / Self.raiseMaxDb
        return clean / (clean + raised)
    }

    /// Writes the model and the share.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        model.encode(into: &writer)
        writer.append(raisedShare)
    }

    /// Reads the model and the share.
    public mutating func restore(from reader: inout ByteReader) throws {
        let start = reader.offset
        guard try reader.readUInt8() == Self.version else {
            throw ByteReaderError(
                what: "path-loss fit", offset: start, reason: "its version is not known")
        }
        let model = try PathLossModel(from: &reader)
        let share = try reader.readDouble()
        guard share > 0, share < 1, model.standardDeviationDb > 0 else {
            throw ByteReaderError(
                what: "path-loss fit", offset: start, reason: "its share is not between 0 and 1")
        }
        self.model = model
        raisedShare = share
    }
}
