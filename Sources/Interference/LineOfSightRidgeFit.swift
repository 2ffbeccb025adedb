import Glibc
import Numerics

/// The log-distance model of links in line of sight, by mode regression.
///
/// Over a city, losses at one distance have two modes: links in line of sight, which scatter by a
/// few decibels, and blocked ones, 10 to 30 dB weaker; interference adds stronger ones. A mean
/// through all of them belongs to none. This fit follows the ridge: it maximises over (A, n)
///
///     sum_i w_i exp(-r_i² / 2h²) - (A - A0)²/2σ_A² - (n - n0)²/2σ_n²,   r_i = L_i - A - 10 n log10 d_i
///
/// (Lee, "Mode regression", 1989; Welsch's weights) by iterated reweighting from several intercepts,
/// because the modes are many. Below the ridge D̂ is too large, which the ISS estimate reads as "no
/// interference seen here"; above it there is interference.
public struct LineOfSightRidgeFit: PathLossEstimator {
    /// The method's name.
    public static let name = "ridge"

    /// Width of the kernel h, decibels: shadowing and fading of a clear link.
    public static let kernelDb = 4.0
    /// Starting points, decibels from the prior's intercept.
    static let startOffsetsDb = [-15.0, -10, -5, 0, 5, 10, 15]
    /// Height, against the highest ridge's, at which a ridge stands out.
    static let standingShare = 0.4
    private static let version: UInt8 = 1
    private static let convergenceDb = 1e-3
    private static let scatterFloorDb = 1.5

    /// What is believed beforehand: an air-to-ground link in line of sight unless said otherwise.
    public let prior: PathLossPrior
    /// The model as fitted so far; its deviation is that of clear links.
    public private(set) var model: PathLossModel

    /// A fit that has seen nothing.
    public init(
        prior: PathLossPrior = PathLossPrior(
            interceptDb: 32, interceptDeviationDb: 8, exponent: 2.2, exponentDeviation: 0.2,
            scatterDb: 4)
    ) {
        self.prior = prior
        model = prior.model
    }

    /// Improves the model on some samples by at most `budget` iterations from each start.
    public mutating func fit(_ samples: PathLossSamples, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        guard samples.count > 0, budget > 0 else { return 0 }
        var ridges = [climb(from: model, on: samples, budget: budget)]
        for offset in Self.startOffsetsDb {
            var start = prior.model
            start.interceptDb += offset
            ridges.append(climb(from: start, on: samples, budget: budget))
        }
        let summit = ridges.map(\.height).max() ?? 0
        // Blocked links may be the many, interference may be anywhere, but no own signal is stronger
        // than one in line of sight: of the ridges that stand out, the strongest is it.
        let standing = ridges.filter { $0.height >= Self.standingShare * summit }
        let strongest = standing.min { left, right in
            left.model.lossDb(distanceMetres: 200) < right.model.lossDb(distanceMetres: 200)
        }
        if let strongest { model = strongest.model }
        return ridges.map(\.iterations).max() ?? 0
    }

    private func climb(
        from start: PathLossModel, on samples: PathLossSamples, budget: Int
    ) -> (model: PathLossModel, height: Double, iterations: Int) {
        var current = start
        var used = 0
        while used < budget {
            used += 1
            let next = step(from: current, on: samples)
            let change = max(
                abs(next.lossDb(distanceMetres: 10) - current.lossDb(distanceMetres: 10)),
                abs(next.lossDb(distanceMetres: 1_000) - current.lossDb(distanceMetres: 1_000)))
            current = next
            if change < Self.convergenceDb { break }
        }
        return (current, height(of: current, on: samples), used)
    }

    private func kernel(_ residual: Double) -> Double {
        exp(-residual * residual / (2 * Self.kernelDb * Self.kernelDb))
    }

    private func residual(
        _ index: Int, _ samples: PathLossSamples, _ model: PathLossModel
    ) -> Double {
        samples.lossesDb[index] - model.interceptDb
            - 10 * model.exponent * samples.logDistances[index]
    }

    private func height(of model: PathLossModel, on samples: PathLossSamples) -> Double {
        var sum = 0.0
        for index in samples.lossesDb.indices {
            sum += samples.weights[index] * kernel(residual(index, samples, model))
        }
        let intercept = (model.interceptDb - prior.interceptDb) / prior.interceptDeviationDb
        let exponent = (model.exponent - prior.exponent) / prior.exponentDeviation
        return sum - (intercept * intercept + exponent * exponent) / 2
    }

    /// One reweighted least-squares step; the objective never falls.
    private func step(from current: PathLossModel, on samples: PathLossSamples) -> PathLossModel {
        let h2 = Self.kernelDb * Self.kernelDb
        var aa = h2 / (prior.interceptDeviationDb * prior.interceptDeviationDb)
        var nn = h2 / (prior.exponentDeviation * prior.exponentDeviation)
        var an = 0.0
        var ar = 0.0
        var nr = 0.0
        var inside = 0.0
        var spread = 0.0
        for index in samples.lossesDb.indices {
            let residual = residual(index, samples, current)
            let weight = samples.weights[index] * kernel(residual)
            let slope = 10 * samples.logDistances[index]
            let offset = samples.lossesDb[index] - prior.interceptDb - prior.exponent * slope
            aa += weight
            an += weight * slope
            nn += weight * slope * slope
            ar += weight * offset
            nr += weight * slope * offset
            inside += weight
            spread += weight * residual * residual
        }
        let determinant = aa * nn - an * an
        let exponent = min(
            max(
                prior.exponent + (aa * nr - an * ar) / determinant, prior.exponentLimits.lowerBound),
            prior.exponentLimits.upperBound)
        let intercept = prior.interceptDb + (ar - an * (exponent - prior.exponent)) / aa
        // Under the kernel a normal of variance v shows 1/(1/v + 1/h²); undo that, and pool with
        // the prior's scatter where few samples lie on the ridge.
        let seen = inside > 0 ? min(spread / inside, 0.9 * h2) : 0
        let variance = 1 / max(1 / max(seen, 1e-6) - 1 / h2, 1e-6)
        let pooled =
            (inside * variance + 4 * prior.scatterDb * prior.scatterDb) / (inside + 4)
        return PathLossModel(
            interceptDb: intercept, exponent: exponent,
            standardDeviationDb: max(pooled.squareRoot(), Self.scatterFloorDb))
    }

    /// Writes the model.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        model.encode(into: &writer)
    }

    /// Reads the model that `encode` wrote.
    public mutating func restore(from reader: inout ByteReader) throws {
        let version = try reader.readUInt8()
        guard version == Self.version else {
            throw ByteReaderError(
                what: "a ridge fit", offset: 0, reason: "version \(version) is not known")
        }
        model = try PathLossModel(from: &reader)
    }
}
