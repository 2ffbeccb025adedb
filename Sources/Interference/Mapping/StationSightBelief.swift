import Glibc
import Model

/// How probably a station is seen from each cell, where the city may be other than believed.
///
/// A roof too high or a building that nobody knew of moves D by some 30 dB over whole patches of
/// cells. Each measurement tells the two laws apart by far more than it scatters, so that with
/// λ_i = ln p(y_i | class not as believed) - ln p(y_i | as believed) of the samples whose class is
/// believed the same,
///
///     logit P(wrong at q) = logit(share of wrong samples) + Σ_i (1 - |q - q_i| / L)₊ λ_i
///
/// Where all of the samples agree with the city, the share is so small that nothing changes. Samples
/// with interference are of no use: what they would tell, they tell of the one class only.
struct StationSightBelief {
    /// One measurement of the station alone, in the middle of a cell.
    struct Sample {
        var cell: Int
        var dbm: Double
    }

    /// L: how far one measurement speaks for its surroundings, metres.
    static let reachMetres = 40.0
    /// Bounds of one measurement's say, nepers: links stray.
    static let sayMax = 5.0
    /// The most that all measurements about a cell weigh together.
    static let weightMax = 3.0
    /// Density of a stray, per decibel.
    private static let strayDensity = 1e-4

    let grid: Grid
    /// What is believed [cell].
    let isClear: [Bool]
    /// D̂ under the clear law and under the blocked one, dBm [cell].
    let clearDbm: [Double]
    let blockedDbm: [Double]
    /// Standard deviations of a measurement about each.
    let clearDeviationDb: Double
    let blockedDeviationDb: Double

    /// Probability that the station is seen [cell].
    func clearProbabilities(_ samples: [Sample]) -> [Double] {
        var says = [Double](repeating: 0, count: grid.cellCount)
        var weights = says
        let reach = Self.reachMetres
        let columns = Int(reach / grid.cellEastMetres)
        let rows = Int(reach / grid.cellNorthMetres)
        for sample in samples {
            let say = say(of: sample)
            let (x, y) = (sample.cell % grid.nx, sample.cell / grid.nx)
            for row in max(y - rows, 0)...min(y + rows, grid.ny - 1) {
                let north = Double(row - y) * grid.cellNorthMetres
                for column in max(x - columns, 0)...min(x + columns, grid.nx - 1) {
                    let east = Double(column - x) * grid.cellEastMetres
                    let cell = row * grid.nx + column
                    let weight = 1 - (east * east + north * north).squareRoot() / reach
                    guard weight > 0, isClear[cell] == isClear[sample.cell] else { continue }
                    says[cell] += weight * say
                    weights[cell] += weight
                }
            }
        }
        let priors = priorScores(samples)
        return says.indices.map { cell in
            // Neighbours repeat one another: beyond a few, more of them say no more.
            let score =
                priors[cell] + says[cell] * min(1, Self.weightMax / max(weights[cell], 1e-9))
            let wrong = 1 / (1 + exp(-score))
            return isClear[cell] ? 1 - wrong : wrong
        }
    }

    /// Logit of the share of wrong cells among those believed clear and those believed blocked.
    private func priorScores(_ samples: [Sample]) -> [Double] {
        // One wrong in fifty is expected and counts as much as twenty samples.
        var wrong = [0.4, 0.4]
        var total = [20.0, 20]
        for sample in samples {
            let group = isClear[sample.cell] ? 0 : 1
            total[group] += 1
            if say(of: sample) > 0 { wrong[group] += 1 }
        }
        let scores = (0..<2).map { log(wrong[$0] / (total[$0] - wrong[$0])) }
        return isClear.map { scores[$0 ? 0 : 1] }
    }

    /// λ of a measurement.
    private func say(of sample: Sample) -> Double {
        let clear = density(sample.dbm - clearDbm[sample.cell], clearDeviationDb)
        let blocked = density(sample.dbm - blockedDbm[sample.cell], blockedDeviationDb)
        let ratio = log(clear / blocked)
        return min(max(isClear[sample.cell] ? -ratio : ratio, -Self.sayMax), Self.sayMax)
    }

    private func density(_ excessDb: Double, _ deviationDb: Double) -> Double {
        let standard = excessDb / deviationDb
        return exp(-standard * standard / 2) / (deviationDb * (2 * Double.pi).squareRoot())
            + Self.strayDensity
    }
}
