import Glibc
import Numerics

/// Finds places whose level no position near the best one explains: spikes, wrong states, another
/// emitter's ground.
enum Outliers {
    /// Leave-one-out residuals beyond so many deviations are outliers.
    static let limit = 3.0

    /// What to add to each level's variance so that outliers lose their say, square decibels.
    ///
    /// With r the residuals under a hypothesis, the residual of i against all others is
    /// [K⁻¹r]_i / [K⁻¹]_ii with variance 1 / [K⁻¹]_ii (Rasmussen and Williams 2006, eq. (5.12)).
    ///
    /// - Parameters:
    ///   - residualsDb: r [M].
    ///   - factor: The Cholesky factor of K.
    /// - Returns: `nil` where there is no outlier.
    static func excessVariances(
        residualsDb: [Float], factor: WhiteningFactor
    ) -> [Double]? {
        let count = residualsDb.count
        var identity = [Float](repeating: 0, count: count * count)
        for index in 0..<count { identity[index * count + index] = 1 }
        factor.whiten(&identity, columnCount: count)
        var whitened = residualsDb
        factor.whiten(&whitened, columnCount: 1)
        var excess = [Double](repeating: 0, count: count)
        var isAny = false
        for index in 0..<count {
            let precision = WhiteningFactor.product(
                identity, at: index * count, identity, at: index * count, count: count)
            let weighted = WhiteningFactor.product(
                identity, at: index * count, whitened, at: 0, count: count)
            guard precision > 0 else { continue }
            let deviation = weighted / precision.squareRoot()
            guard abs(deviation) > limit else { continue }
            isAny = true
            let residual = weighted / precision
            excess[index] = residual * residual
        }
        return isAny ? excess : nil
    }
}
