import Glibc

/// What a predicted deviation is multiplied by, so that 68 % of the truth lies within one of them.
///
/// A network's own figure is right in its order and wrong in its size. Over maps that it was not
/// trained on, the predictions are cut into quantiles, and in each the 68.27 % quantile of
/// |error| / prediction is the factor; between the quantiles' middles it is interpolated.
public struct DeviationCalibration: Hashable, Sendable {
    /// Share of a Gaussian within one standard deviation.
    public static let coveredShare = 0.6827

    /// Natural logarithm of the predicted deviation in each quantile's middle, ascending.
    public let logDeviations: [Float]
    /// The factors there.
    public let factors: [Float]

    /// No correction at all.
    public static let none = DeviationCalibration(logDeviations: [0], factors: [1])

    /// A calibration from its knots, ascending, at least one.
    public init(logDeviations: [Float], factors: [Float]) {
        precondition(
            !factors.isEmpty && logDeviations.count == factors.count, "each knot has a factor")
        self.logDeviations = logDeviations
        self.factors = factors
    }

    /// A calibration by what was predicted and how far the truth then was, dB each.
    public init(predictedDb: [Float], errorsDb: [Float], quantileCount: Int = 10) {
        precondition(predictedDb.count == errorsDb.count, "each prediction has its error")
        let order = predictedDb.indices.sorted { predictedDb[$0] < predictedDb[$1] }
        var knots: [(Float, Float)] = []
        for quantile in 0..<quantileCount {
            let bounds =
                quantile * order.count / quantileCount..<(quantile + 1) * order.count
                / quantileCount
            guard !bounds.isEmpty else { continue }
            let ratios = order[bounds].map { abs(errorsDb[$0]) / max(predictedDb[$0], 0.01) }
                .sorted()
            let covered = Int(Self.coveredShare * Double(ratios.count - 1))
            let middle = predictedDb[order[(bounds.lowerBound + bounds.upperBound) / 2]]
            let knot = log(max(middle, 0.01))
            // Two quantiles at one value are one knot: the first.
            if let last = knots.last, knot <= last.0 { continue }
            knots.append((knot, max(ratios[covered], 0.05)))
        }
        self.init(
            logDeviations: knots.isEmpty ? [0] : knots.map(\.0),
            factors: knots.isEmpty ? [1] : knots.map(\.1))
    }

    /// The calibrated deviation, dB.
    public func deviationDb(predictedDb: Float) -> Float {
        predictedDb * factor(at: log(max(predictedDb, 0.01)))
    }

    private func factor(at logDeviation: Float) -> Float {
        guard let above = logDeviations.firstIndex(where: { $0 > logDeviation }) else {
            return factors[factors.count - 1]
        }
        guard above > 0 else { return factors[0] }
        let share =
            (logDeviation - logDeviations[above - 1])
            / (logDeviations[above] - logDeviations[above - 1])
        return factors[above - 1] * (1 - share) + factors[above] * share
    }
}
