import Glibc

/// What one pass over the samples adds up for a step of the two-class fit.
struct CityPathLossPass {
    /// Logarithm of the posterior, up to a constant.
    private(set) var height = 0.0
    /// Curvature of the negative logarithm by the four parameters, [4 × 4].
    private(set) var curvature: [Double]
    /// Its downhill gradient [4].
    private(set) var pull: [Double]
    /// Expected weighted squares of the links' own deviations from their laws: clear, blocked.
    private(set) var squares = [0.0, 0.0]
    /// Weight of the clean samples: clear, blocked.
    private(set) var cleanMass = [0.0, 0.0]
    /// Weight of the samples that interference has raised: clear, blocked.
    private(set) var raisedMass = [0.0, 0.0]
    /// Weight of all samples: clear, blocked.
    private(set) var mass = [0.0, 0.0]

    init(
        _ state: CityPathLossFit.State, _ prior: CityPathLossPrior, _ samples: CityPathLossSamples
    ) {
        let model = state.model
        curvature = prior.precision
        pull = [0, 0, 0, 0]
        addPrior(prior, model)
        var curve = [SIMD4<Double>](repeating: .zero, count: 4)
        var slope = SIMD4<Double>.zero
        let scatters = [model.clearScatterDb, model.blockedScatterDb]
        let stray = CityPathLossFit.strayShare / (2 * CityPathLossFit.strayMaxDb)
        for index in 0..<samples.count {
            let predicted = samples.prediction(index, under: model)
            let law = predicted.isClear ? 0 : 1
            let variance = scatters[law] * scatters[law] + samples.variancesDb2[index]
            let excess = samples.receivedDbm[index] - predicted.dbm
            let share = state.raisedShares[law]
            let clean =
                (1 - share - CityPathLossFit.strayShare)
                * exp(-excess * excess / (2 * variance)) / (2 * .pi * variance).squareRoot()
            let raised =
                excess > 0 && excess < CityPathLossFit.raiseMaxDb
                ? share / CityPathLossFit.raiseMaxDb : 0
            let total = clean + raised + stray
            let weight = samples.weights[index]
            height += weight * log(total)
            let cleanWeight = weight * clean / total
            mass[law] += weight
            cleanMass[law] += cleanWeight
            raisedMass[law] += weight * raised / total
            // What the link itself contributes to the residual, given what the measurement may.
            let own = scatters[law] * scatters[law] / variance
            squares[law] +=
                cleanWeight * own * (own * excess * excess + samples.variancesDb2[index])
            let pulling = cleanWeight / variance
            for i in 0..<4 { curve[i] += pulling * predicted.row[i] * predicted.row }
            // A sample stronger than the laws say asks for less loss.
            slope -= pulling * excess * predicted.row
        }
        for i in 0..<4 {
            pull[i] += slope[i]
            for j in 0..<4 { curvature[4 * i + j] += curve[i][j] }
        }
    }

    private mutating func addPrior(_ prior: CityPathLossPrior, _ model: CityPathLoss) {
        let mean = prior.mean
        let off = (0..<4).map { mean[$0] - model.parameters[$0] }
        for i in 0..<4 {
            for j in 0..<4 {
                pull[i] += curvature[4 * i + j] * off[j]
                height -= off[i] * curvature[4 * i + j] * off[j] / 2
            }
        }
        let count = CityPathLossFit.scatterPriorCount
        for (scatter, expected) in [
            (model.clearScatterDb, prior.clearScatterDb),
            (model.blockedScatterDb, prior.blockedScatterDb),
        ] {
            height -=
                count * (log(scatter) + expected * expected / (2 * scatter * scatter))
        }
    }
}

/// Inverses of symmetric positive matrices of four rows.
enum SymmetricFour {
    /// The inverse by elimination, [4 × 4]; `nil` where the matrix is not positive.
    static func inverse(of matrix: [Double]) -> [Double]? {
        var left = matrix
        var right = (0..<16).map { $0 % 5 == 0 ? 1.0 : 0 }
        for pivot in 0..<4 {
            let value = left[5 * pivot]
            guard value > 1e-12, value.isFinite else { return nil }
            for column in 0..<4 {
                left[4 * pivot + column] /= value
                right[4 * pivot + column] /= value
            }
            for row in 0..<4 where row != pivot {
                let factor = left[4 * row + pivot]
                for column in 0..<4 {
                    left[4 * row + column] -= factor * left[4 * pivot + column]
                    right[4 * row + column] -= factor * right[4 * pivot + column]
                }
            }
        }
        return right
    }
}
