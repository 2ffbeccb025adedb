import Numerics

/// Robust least squares for the log-distance model, with a prior.
///
/// Minimises over (A, n)
///
///     sum_i w_i rho((L_i - A - 10 n log10 d_i) / s) + (A - A0)²/2σ_A² + (n - n0)²/2σ_n²
///
/// with Huber's rho by iteratively reweighted least squares. The prior is two pseudo-observations:
/// without them distances that hardly vary leave A and n undetermined against each other. The scale
/// s is the median residual on the weak side, which interference does not reach.
public struct LogDistancePathLossFit: PathLossEstimator {
    /// The method's name.
    public static let name = "log-distance"

    /// What is believed beforehand.
    public let prior: PathLossPrior
    /// How residuals are bounded.
    public let loss: HuberLoss
    /// The model as fitted so far.
    public private(set) var model: PathLossModel
    /// How the last fit went.
    public private(set) var sampleCount = 0

    private static let version: UInt8 = 1
    private static let convergenceDb = 1e-4
    /// The least scatter that is believed, dB: no real channel follows a line better.
    static let scatterFloorDb = 0.5
    /// How many samples' worth the prior scatter counts for.
    private static let scatterPriorCount = 4.0

    /// A fit that has seen nothing.
    public init(prior: PathLossPrior = .init(), loss: HuberLoss = .oneSided) {
        self.prior = prior
        self.loss = loss
        model = prior.model
    }

    /// Improves the model on some samples by at most `budget` iterations of reweighting.
    public mutating func fit(_ samples: PathLossSamples, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        sampleCount = samples.count
        guard samples.count > 0, budget > 0 else { return 0 }
        // Within the iteration the model is the loss's own centre; the bias is taken off at the end.
        var centre = model
        centre.interceptDb += loss.bias * centre.standardDeviationDb
        var used = 0
        while used < budget {
            used += 1
            let step = reweighted(samples, centre)
            let change = max(
                abs(step.lossDb(distanceMetres: 1) - centre.lossDb(distanceMetres: 1)),
                abs(step.lossDb(distanceMetres: 1_000) - centre.lossDb(distanceMetres: 1_000)))
            centre = step
            if change < Self.convergenceDb { break }
        }
        centre.interceptDb -= loss.bias * centre.standardDeviationDb
        model = centre
        return used
    }

    private func reweighted(_ samples: PathLossSamples, _ centre: PathLossModel) -> PathLossModel {
        let residuals = samples.lossesDb.indices.map { i in
            samples.lossesDb[i] - centre.interceptDb
                - 10 * centre.exponent * samples.logDistances[i]
        }
        let scale = scale(residuals)
        // Normal equations in (A - A0, n - n0), where the prior's own residual is nothing.
        let variance = scale * scale
        var aa = variance / (prior.interceptDeviationDb * prior.interceptDeviationDb)
        var nn = variance / (prior.exponentDeviation * prior.exponentDeviation)
        var an = 0.0
        var ar = 0.0
        var nr = 0.0
        let origin = prior.model
        for i in residuals.indices {
            let weight = samples.weights[i] * loss.weight(residual: residuals[i], scale: scale)
            let slope = 10 * samples.logDistances[i]
            let offset =
                samples.lossesDb[i] - origin.interceptDb - origin.exponent * slope
            aa += weight
            an += weight * slope
            nn += weight * slope * slope
            ar += weight * offset
            nr += weight * slope * offset
        }
        let determinant = aa * nn - an * an
        var exponent = origin.exponent + (aa * nr - an * ar) / determinant
        exponent = min(
            max(exponent, prior.exponentLimits.lowerBound), prior.exponentLimits.upperBound)
        // The intercept for the exponent as clamped, so that a clamp does not shift the level.
        let intercept = origin.interceptDb + (ar - an * (exponent - origin.exponent)) / aa
        return PathLossModel(
            interceptDb: intercept, exponent: exponent, standardDeviationDb: scale)
    }

    /// Robust scale of the residuals, drawn towards the prior's where samples are few.
    ///
    /// From the weak side alone, about the clean samples' centre, which lies below the loss's own
    /// centre by the bias.
    private func scale(_ residuals: [Double]) -> Double {
        var magnitudes = residuals
        var factor = 1.4826
        if loss.bias != 0 {
            // For Z standard normal, the median of Z - b given Z > b.
            magnitudes = residuals.filter { $0 > 0 }
            factor = 1 / GaussianTail.medianExcess(above: loss.bias)
        }
        let count = Double(magnitudes.count)
        guard count > 0 else { return prior.scatterDb }
        magnitudes = magnitudes.map { abs($0) }.sorted()
        let middle = magnitudes.count / 2
        let median =
            magnitudes.count % 2 == 1
            ? magnitudes[middle] : (magnitudes[middle] + magnitudes[middle - 1]) / 2
        let measured = median * factor
        let prior = prior.scatterDb
        let pooled =
            (count * measured * measured + Self.scatterPriorCount * prior * prior)
            / (count + Self.scatterPriorCount)
        return max(pooled.squareRoot(), Self.scatterFloorDb)
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
