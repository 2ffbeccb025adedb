import Numerics

/// Robust least squares for the log-distance model, with a prior.
///
/// Minimises over (A, n)
///
///     sum_i w_i rho((L_i - A - 10 n log10 d_i) / s) + (A - A0)²/2σ_A² + (n - n0)²/2σ_n²
///
/// with Huber's rho (``HuberLoss``) by iteratively reweighted least squares. The prior is two
/// pseudo-observations: without them distances that hardly vary leave A and n undetermined against each other. The scale s is
/// read from the weak side, which interference does not reach.
public struct LogDistancePathLossFit: PathLossEstimator {
    /// The method's name.
    public static let name = "log-distance"

    /// What is believed beforehand.
    public let prior: PathLossPrior
    /// How residuals are bounded.
    public let loss: HuberLoss
    /// The model as fitted so far.
    public private(set) var model: PathLossModel

    private static let version: UInt8 = 1
    private static let convergenceDb = 1e-4

    /// A fit that has seen nothing.
    public init(prior: PathLossPrior = .init(), loss: HuberLoss = .oneSided) {
        self.prior = prior
        self.loss = loss
        model = prior.model
    }

    /// Improves the model on some samples by at most `budget` steps.
    public mutating func fit(_ samples: PathLossSamples, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        guard samples.count > 0, budget > 0 else { return 0 }
        // Within the iteration the model is the loss's own centre; the bias is taken off at the end.
        var centre = model
        centre.interceptDb += loss.bias * centre.standardDeviationDb
        var used = 0
        while used < budget {
            used += 1
            let next = step(samples, centre)
            let change = next.changeDb(to: centre)
            centre = next
            if change < Self.convergenceDb { break }
        }
        centre.interceptDb -= loss.bias * centre.standardDeviationDb
        model = centre
        return used
    }

    private func step(_ samples: PathLossSamples, _ centre: PathLossModel) -> PathLossModel {
        let residuals = centre.residualsDb(samples)
        let scale =
            loss.bias == 0
            ? ScatterScale.symmetric(residuals, priorDb: prior.scatterDb)
            : ScatterScale.weakSide(residuals, priorDb: prior.scatterDb)
        var start = centre
        start.standardDeviationDb = scale
        var step = PathLossStep(at: start, prior: prior)
        for i in residuals.indices {
            step.add(
                logDistance: samples.logDistances[i], residual: residuals[i],
                weight: samples.weights[i] * loss.weight(residual: residuals[i], scale: scale))
        }
        return step.stepped()
    }

    /// Writes the model.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        model.encode(into: &writer)
    }

    /// Reads the model.
    public mutating func restore(from reader: inout ByteReader) throws {
        let start = reader.offset
        guard try reader.readUInt8() == Self.version else {
            throw ByteReaderError(
                what: "path-loss fit", offset: start, reason: "its version is not known")
        }
        model = try PathLossModel(from: &reader)
    }
}
