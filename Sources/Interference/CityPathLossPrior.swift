import Numerics

/// What is believed of the two laws before anything is measured in a city.
///
/// The blocked law is believed relative to the clear one: whatever makes all links weaker, a
/// station's true power or the receivers' calibration, moves both.
public struct CityPathLossPrior: Hashable, Sendable {
    /// Loss of a clear link at 100 m, decibels.
    public var clearLossDb = 74.0
    /// Its standard deviation, decibels.
    public var clearLossDeviationDb = 8.0
    /// Exponent of clear links.
    public var clearExponent = 2.2
    /// Its standard deviation.
    public var clearExponentDeviation = 0.2
    /// Scatter of clear links, decibels.
    public var clearScatterDb = 3.5
    /// How much more a blocked link loses at 100 m, decibels.
    public var blockedExcessDb = 20.0
    /// Its standard deviation, decibels.
    public var blockedExcessDeviationDb = 8.0
    /// Exponent of blocked links.
    public var blockedExponent = 3.4
    /// Its standard deviation.
    public var blockedExponentDeviation = 0.5
    /// Scatter of blocked links, decibels.
    public var blockedScatterDb = 5.0
    /// The ranges that exponents are kept within.
    public var exponentLimits = 1.5...6.0

    /// The prior of a station above roofs and receivers in the air or in the street, some 2 GHz.
    public init() {}

    /// The mean of the four parameters.
    var mean: SIMD4<Double> {
        SIMD4(clearLossDb, clearExponent, clearLossDb + blockedExcessDb, blockedExponent)
    }

    /// The inverse of the four parameters' covariance, [4 × 4].
    var precision: [Double] {
        let clear = 1 / (clearLossDeviationDb * clearLossDeviationDb)
        let excess = 1 / (blockedExcessDeviationDb * blockedExcessDeviationDb)
        let first = 1 / (clearExponentDeviation * clearExponentDeviation)
        let second = 1 / (blockedExponentDeviation * blockedExponentDeviation)
        return [
            clear + excess, 0, -excess, 0,
            0, first, 0, 0,
            -excess, 0, excess, 0,
            0, 0, 0, second,
        ]
    }

    /// The laws that the prior alone gives.
    var model: CityPathLoss {
        let clear = clearLossDeviationDb * clearLossDeviationDb
        let excess = blockedExcessDeviationDb * blockedExcessDeviationDb
        return CityPathLoss(
            parameters: [
                clearLossDb, clearExponent, clearLossDb + blockedExcessDb, blockedExponent,
            ],
            covariance: [
                clear, 0, clear, 0,
                0, clearExponentDeviation * clearExponentDeviation, 0, 0,
                clear, 0, clear + excess, 0,
                0, 0, 0, blockedExponentDeviation * blockedExponentDeviation,
            ],
            clearScatterDb: clearScatterDb, blockedScatterDb: blockedScatterDb)
    }
}
