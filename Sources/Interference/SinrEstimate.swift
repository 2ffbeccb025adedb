import Model

/// Signal to interference and noise, S = D̂ / I.
///
/// Equation (7) of the IMNet paper; noise is a part of I.
public struct SinrEstimate: Hashable, Sendable {
    /// The ratio, dB; `-infinity` where there is no desired signal.
    public var valueDb: Double
    /// Standard deviation of the true ratio about ``valueDb``, dB.
    public var standardDeviationDb: Double

    /// A ratio from its parts.
    public init(valueDb: Double, standardDeviationDb: Double) {
        self.valueDb = valueDb
        self.standardDeviationDb = standardDeviationDb
    }

    /// The ratio of a desired signal to an interference map's value.
    ///
    /// In decibels it is a difference, so the variances add; the errors of D̂ and of an interpolated
    /// I are taken as independent.
    ///
    /// - Parameters:
    ///   - dssWatts: D̂, watts.
    ///   - dssDeviationDb: Standard deviation of the true desired signal about D̂, dB.
    ///   - issDbm: Interference and noise, dBm; NaN where unknown, which the ratio then is too.
    ///   - issDeviationDb: Standard deviation of the interference, dB.
    public init(
        dssWatts: Double, dssDeviationDb: Double, issDbm: Double, issDeviationDb: Double
    ) {
        valueDb = Decibels.dbm(fromWatts: dssWatts) - issDbm
        standardDeviationDb =
            (dssDeviationDb * dssDeviationDb + issDeviationDb * issDeviationDb).squareRoot()
    }
}
