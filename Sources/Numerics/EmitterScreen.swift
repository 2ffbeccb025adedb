import CKernels

/// Scores of an emitter at many candidate places and powers, from tables instead of logarithms.
///
/// What a sample says of an emitter depends only on what the sample has above the background, and on
/// the emitter's power over the background there: a row of scores by steps of that power. So a
/// candidate's scores at all powers are the sum of one stretch of a row from each sample.
public struct EmitterScreen: Sendable {
    /// Powers scored at once.
    public static let powerCount = 16
    /// Entries of a row.
    public static let rowLength = 80
    /// The step between entries and between powers, decibels.
    public static let stepDb = 2.0

    /// Rows of scores: first those for candidates that the sample sees, then, as many, the others.
    private let rows: [Float]
    /// Each sample's row, counted from 0.
    private let row: [Int32]
    /// Power over the background of the least power at a loss of 0, in steps above a row's start.
    private let offset: [Float]
    /// Each sample's bit among a candidate's.
    private let bit: [Int32]
    private let east: [Float]
    private let north: [Float]
    private let up: Float

    /// A screen.
    ///
    /// - Parameters:
    ///   - rows: Scores, [2 × rows × rowLength]: of seen candidates, then of hidden ones.
    ///   - rowOfSample: Each sample's row.
    ///   - startDb: Power over the background of the rows' first entry, decibels.
    ///   - leastDbm: The least power.
    ///   - backgroundDbm: The background at each sample.
    ///   - bit: Each sample's bit among a candidate's.
    ///   - east: Where the samples are, metres.
    ///   - north: Metres north.
    ///   - up: Their height, metres.
    public init(
        rows: [Float], rowOfSample: [Int], startDb: Double, leastDbm: Double,
        backgroundDbm: [Float], bit: [Int], east: [Float], north: [Float], up: Float
    ) {
        let count = east.count
        precondition(
            rowOfSample.count == count && backgroundDbm.count == count && bit.count == count
                && north.count == count, "each sample has all its numbers")
        precondition(
            rows.count % (2 * Self.rowLength) == 0
                && rowOfSample.allSatisfy { 2 * Self.rowLength * ($0 + 1) <= rows.count && $0 >= 0 },
            "each sample has its row")
        self.rows = rows
        row = rowOfSample.map { Int32($0 * Self.rowLength) }
        offset = backgroundDbm.map { (Float(leastDbm - startDb) - $0) / Float(Self.stepDb) }
        self.bit = bit.map { Int32($0) }
        self.east = east
        self.north = north
        self.up = up
    }

    /// The best score of each candidate, and at which power.
    ///
    /// - Parameters:
    ///   - candidateEast: Where the candidates are, metres.
    ///   - candidateNorth: Metres north.
    ///   - candidateUp: Their height, metres.
    ///   - words: Bits of what each candidate sees, `wordCount` words a candidate.
    ///   - wordCount: Words a candidate.
    ///   - law: Losses by its levels and exponents; its own power does not count.
    ///   - priors: What each power scores beforehand.
    /// - Returns: one score and the number of one power a candidate.
    public func scores(
        candidateEast: [Float], candidateNorth: [Float], candidateUp: Float, words: [UInt32],
        wordCount: Int, law: EmitterLaw, priors: [Float]
    ) -> (scores: [Float], powers: [Int]) {
        let count = candidateEast.count
        precondition(
            candidateNorth.count == count && words.count == wordCount * count,
            "each candidate has its numbers")
        precondition(priors.count == Self.powerCount, "each power has its prior")
        precondition(bit.allSatisfy { $0 >= 0 && $0 < 32 * wordCount }, "each sample has a bit")
        let step = Float(Self.stepDb)
        let level = [Float(law.clearLevelDbm) / step, Float(law.blockedLevelDbm) / step]
        let exponent = [Float(law.clearExponent) / step, Float(law.blockedExponent) / step]
        var best = [Float](repeating: 0, count: count)
        var powers = [Int](repeating: 0, count: count)
        var scratch = [Int32](repeating: 0, count: east.count)
        var own = priors
        let stride = Int32(rows.count / 2)
        words.withUnsafeBufferPointer { seen in
            guard let bits = seen.baseAddress else { return }
            for candidate in 0..<count {
                for power in 0..<Self.powerCount { own[power] = priors[power] }
                ethermap_emitter_screen(
                    rows, row, stride, offset, bit, bits + candidate * wordCount, east, north,
                    up, candidateEast[candidate], candidateNorth[candidate], candidateUp, level,
                    exponent, Float(Self.rowLength - Self.powerCount), east.count, &scratch, &own)
                var top = 0
                for power in 1..<Self.powerCount where own[power] > own[top] { top = power }
                best[candidate] = own[top]
                powers[candidate] = top
            }
        }
        return (best, powers)
    }
}
