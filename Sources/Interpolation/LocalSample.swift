import Model

/// The neighbours of one place and the weights that a method gives them.
struct LocalSample {
    /// How many neighbours there are; at least 1 where a method is asked for weights.
    private(set) var count = 0
    /// Scaled coordinates relative to the place, metres.
    private(set) var east: [Double]
    private(set) var north: [Double]
    private(set) var up: [Double]
    /// Squared scaled distances to the place, ascending, metres².
    private(set) var squaredDistances: [Double]
    /// The observations' values, dB.
    private(set) var values: [Double]
    /// The observations' variances, dB².
    private(set) var variances: [Double]
    /// Index of each in the field.
    private(set) var observations: [Int]
    /// What the method fills in: weights whose sum is 1.
    var weights: [Double]

    init(capacity: Int) {
        let zeros = [Double](repeating: 0, count: capacity)
        east = zeros
        north = zeros
        up = zeros
        squaredDistances = zeros
        values = zeros
        variances = zeros
        weights = zeros
        observations = [Int](repeating: 0, count: capacity)
    }

    /// Takes over the neighbours that a search around a place found; height is scaled already.
    mutating func load(
        _ list: NeighbourList, _ evidence: FittedField, _ e: Double, _ n: Double, _ u: Double
    ) {
        count = list.count
        for i in 0..<count {
            let slot = list.slots[i]
            let observation = evidence.index.observations[slot]
            east[i] = evidence.index.east[slot] - e
            north[i] = evidence.index.north[slot] - n
            up[i] = evidence.index.up[slot] - u
            squaredDistances[i] = list.squaredDistances[i]
            values[i] = evidence.field.valuesDb[observation]
            variances[i] = evidence.field.variancesDb2[observation]
            observations[i] = observation
        }
    }

    /// Squared scaled distance between two neighbours, metres².
    @inline(__always)
    func squaredDistance(_ i: Int, _ j: Int) -> Double {
        let de = east[i] - east[j]
        let dn = north[i] - north[j]
        let du = up[i] - up[j]
        return de * de + dn * dn + du * du
    }

    /// The weighted value with its error under a variogram, for any weights of sum 1.
    ///
    ///     σ² = C(0) - 2 w'c + w'Cw + sum w_i² v_i
    func prediction(under variogram: Variogram) -> Prediction {
        var value = 0.0
        var variance = variogram.varianceDb2
        var heaviest = 0
        for i in 0..<count {
            let weight = weights[i]
            value += weight * values[i]
            if weight > weights[heaviest] { heaviest = i }
            variance -=
                2 * weight
                * variogram.covarianceDb2(atMetres: squaredDistances[i].squareRoot())
            variance += weight * weight * (variogram.varianceDb2 + variances[i])
            for j in 0..<i {
                variance +=
                    2 * weight * weights[j]
                    * variogram.covarianceDb2(atMetres: squaredDistance(i, j).squareRoot())
            }
        }
        return Prediction(
            valueDb: value, standardDeviationDb: max(variance, 0).squareRoot(),
            nearest: observations[heaviest])
    }
}
