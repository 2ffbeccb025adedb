import Numerics

/// Looks for a good coset pattern: many random ones, the best of them improved by exchanges.
///
/// Patterns rank by the circular lags they cover, then by coherence weighed against the spark's
/// bound, then by the ranks of their combs (deeprm.md 2.1 and 2.2). From each of the best random ones, single offsets are exchanged for others as
/// long as that helps. Offset 0 is always in: a shift of all offsets changes nothing.
public struct PatternSearch: Sendable {
    /// L.
    public let downsamplingFactor: Int
    /// P.
    public let cosetCount: Int
    /// N of the patterns proposed; it has no part in the ranking.
    public let samplesPerCoset: Int
    /// Random patterns to begin with.
    public let drawCount: Int
    /// How many of them are improved.
    public let refinedCount: Int

    /// A search.
    ///
    /// - Throws: `SensingError` where no sampler can have such patterns.
    public init(
        downsamplingFactor: Int, cosetCount: Int, samplesPerCoset: Int = 16,
        drawCount: Int = 2_000, refinedCount: Int = 200
    ) throws(SensingError) {
        precondition(drawCount >= 1 && refinedCount >= 1, "a search has something to begin with")
        guard downsamplingFactor >= 2, downsamplingFactor <= Self.factorMax else {
            throw SensingError(
                "a pattern is proposed for factors of 2 to \(Self.factorMax), "
                    + "not \(downsamplingFactor)")
        }
        guard cosetCount >= 1, cosetCount <= downsamplingFactor else {
            throw SensingError(
                "of \(downsamplingFactor) offsets one can keep 1 to \(downsamplingFactor), "
                    + "not \(cosetCount)")
        }
        // Whatever the offsets, these sizes must do.
        _ = try CosetPattern(
            downsamplingFactor: downsamplingFactor, offsets: Array(0..<cosetCount),
            samplesPerCoset: samplesPerCoset)
        self.downsamplingFactor = downsamplingFactor
        self.cosetCount = cosetCount
        self.samplesPerCoset = samplesPerCoset
        self.drawCount = drawCount
        self.refinedCount = refinedCount
    }

    /// The largest factor it serves: an exchange costs its square.
    public static let factorMax = 256

    /// Operations that a search may take, about a second's.
    private static let effort = 500_000_000

    /// The best pattern found; the seed determines it.
    public func best(seed: UInt64) throws(SensingError) -> CosetPattern {
        var generator = SeededGenerator(seed: seed)
        let measure = PatternMeasure(rowCount: downsamplingFactor)
        // A measure costs some L² / 4 + P²; large factors make do with fewer.
        let cost = downsamplingFactor * downsamplingFactor / 4 + cosetCount * cosetCount
        var budget = Self.effort / cost
        var begun: [(offsets: [Int], grade: PatternGrade)] = []
        for _ in 0..<max(1, min(drawCount, budget / 10)) {
            let others = Array(1..<downsamplingFactor).shuffled(using: &generator)
            let offsets = [0] + others.prefix(cosetCount - 1)
            begun.append((offsets, measure.grade(offsets)))
        }
        begun.sort { $1.grade < $0.grade }
        var best = begun[0]
        for start in begun.prefix(refinedCount) where budget > 0 {
            let improved = improve(start, measure: measure, budget: &budget)
            if best.grade < improved.grade { best = improved }
        }
        return try CosetPattern(
            downsamplingFactor: downsamplingFactor, offsets: best.offsets.sorted(),
            samplesPerCoset: samplesPerCoset)
    }

    /// Exchanges single offsets as long as one is for the better, or the budget of measures lasts.
    private func improve(
        _ start: (offsets: [Int], grade: PatternGrade), measure: PatternMeasure,
        budget: inout Int
    ) -> (offsets: [Int], grade: PatternGrade) {
        var best = start
        var isBetter = true
        while isBetter, budget > 0 {
            isBetter = false
            for place in best.offsets.indices.dropFirst() {
                for offset in 1..<downsamplingFactor where !best.offsets.contains(offset) {
                    var offsets = best.offsets
                    offsets[place] = offset
                    let grade = measure.grade(offsets)
                    budget -= 1
                    if best.grade < grade {
                        best = (offsets, grade)
                        isBetter = true
                    }
                }
            }
        }
        return best
    }
}
