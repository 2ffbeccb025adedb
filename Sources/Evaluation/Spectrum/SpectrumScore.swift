import Sensing

/// How far one answer lies from the truth.
public struct SpectrumScore: Hashable, Sendable {
    /// Σ (p̂ − p)² / Σ p² over the bins.
    public var binRatio: Double
    /// The same over the rows' sums.
    public var rowRatio: Double
    /// Mean over the bins of (p̂ − p)².
    public var meanSquare: Double
    /// Mean over the bins of p²: what the answer nought costs.
    public var noughtMeanSquare: Double
    /// Power of each estimated row that is touched.
    public var touchedRows: [Float]
    /// Power of each estimated row that is vacant.
    public var vacantRows: [Float]
    /// How many touched rows its own thresholds let through; `nil` where it has none.
    public var ownTouchedCount: Int?
    /// How many vacant rows its own thresholds let through.
    public var ownVacantCount: Int?
    /// Share of the vacant bins that its own thresholds let through.
    public var ownBinShare: Double?
    /// Share of the occupied bins whose truth lies within one stated deviation.
    public var withinDeviationShare: Double?
    /// Iterations used.
    public var iterations: Int
    /// Time that it took.
    public var seconds: Double

    /// Scores an answer.
    ///
    /// - Parameters:
    ///   - posterior: The answer.
    ///   - truth: Power of each bin.
    ///   - isRowTouched: Which rows any band touches.
    ///   - isBinVacant: Which bins hold nothing at all.
    ///   - seconds: Time that it took.
    public init(
        of posterior: SpectrumPosterior, truth: [Float], isRowTouched: [Bool],
        isBinVacant: [Bool], seconds: Double
    ) {
        precondition(posterior.binPower.count == truth.count, "the truth has the answer's bins")
        let rowCount = isRowTouched.count
        let rows = SpectrumPosterior.rowSums(posterior.binPower, rowCount: rowCount)
        let trueRows = SpectrumPosterior.rowSums(truth, rowCount: rowCount)
        let error = Self.squaredDistance(posterior.binPower, truth)
        let square = truth.reduce(0) { $0 + Double($1) * Double($1) }
        binRatio = error / square
        meanSquare = error / Double(truth.count)
        noughtMeanSquare = square / Double(truth.count)
        rowRatio =
            Self.squaredDistance(rows, trueRows)
            / trueRows.reduce(0) { $0 + Double($1) * Double($1) }
        touchedRows = rows.indices.filter { isRowTouched[$0] }.map { rows[$0] }
        vacantRows = rows.indices.filter { !isRowTouched[$0] }.map { rows[$0] }
        if posterior.rowThresholds.count == rowCount {
            let isOn = zip(posterior.rowScores, posterior.rowThresholds).map { $0 > $1 }
            ownTouchedCount = isOn.indices.count { isOn[$0] && isRowTouched[$0] }
            ownVacantCount = isOn.indices.count { isOn[$0] && !isRowTouched[$0] }
        }
        let vacant = isBinVacant.indices.filter { isBinVacant[$0] }
        if posterior.binThresholds.count == truth.count, !vacant.isEmpty {
            ownBinShare =
                Double(vacant.count { posterior.binPower[$0] > posterior.binThresholds[$0] })
                / Double(vacant.count)
        }
        let occupied = isBinVacant.indices.filter { !isBinVacant[$0] && truth[$0] > 0 }
        if posterior.binPowerDeviation.count == truth.count, !occupied.isEmpty {
            withinDeviationShare =
                Double(
                    occupied.count {
                        abs(posterior.binPower[$0] - truth[$0]) <= posterior.binPowerDeviation[$0]
                    }) / Double(occupied.count)
        }
        iterations = posterior.iterations
        self.seconds = seconds
    }

    private static func squaredDistance(_ left: [Float], _ right: [Float]) -> Double {
        zip(left, right).reduce(0) { sum, pair in
            let difference = Double(pair.0) - Double(pair.1)
            return sum + difference * difference
        }
    }
}
