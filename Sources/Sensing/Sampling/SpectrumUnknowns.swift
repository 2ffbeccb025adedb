import Numerics

/// What of a column's spectrum only the frames themselves tell, as ``ColumnScore`` has gains and delays.
///
/// Of each row its power, ∂C = a aᴴ, and where in the bin that power lies: a block is cut without a
/// window, and a frequency that is no bin's turns along the offsets c = diag(c_p / L). To second order
/// ∂C = i (c a aᴴ − a aᴴ c) for the middle, c² a aᴴ − 2 c a aᴴ c + a aᴴ c² for the width. The noise is
/// at the end, ∂C = I.
struct SpectrumUnknowns {
    /// Standard deviation of a power's middle, in its power, as bins at a band's edge have it.
    static let middleDeviation = 0.3

    /// A frame's slopes.
    private(set) var slope: [Double]
    /// `[3K + 1, 3K + 1]`.
    private(set) var information: [Double]
    /// What they share with the gains and delays, `[2P, 3K + 1]`.
    private(set) var shared: [Double]
    private let count: Int

    /// - Parameters:
    ///   - score: of the column.
    ///   - column: the model.
    ///   - rows: those that are unknown.
    ///   - frames: which the column was gathered from.
    ///   - blocksBefore: blocks of frames of the same spectrum: whatever is the same in all of them must
    ///     not seem surer from block to block.
    init(
        _ score: ColumnScore, _ column: BranchColumn, rows: [BranchColumn.Row], frames: Double,
        blocksBefore: Int
    ) {
        let dyads = BranchDyads(score, column, rows: rows)
        count = 3 * rows.count + 1
        slope = [Double](repeating: 0, count: count)
        information = [Double](repeating: 0, count: count * count)
        shared = [Double](repeating: 0, count: 2 * score.cosets * count)
        let unknowns = (0..<rows.count).flatMap { row in
            let (a, b, c) = (3 * row, 3 * row + 1, 3 * row + 2)
            return [
                [BranchDyads.Term(a, a, 1)], [.init(b, a, 0, 1), .init(a, b, 0, -1)],
                [.init(c, a, 1), .init(b, b, -2), .init(a, c, 1)],
            ]
        }
        for (place, terms) in unknowns.enumerated() {
            slope[place] = dyads.slope(terms)
            for other in 0...place {
                let value = dyads.information(terms, unknowns[other])
                information[place * count + other] = value
                information[other * count + place] = value
            }
            let noise = dyads.noise(terms)
            information[place * count + count - 1] = noise
            information[(count - 1) * count + place] = noise
            for p in 0..<score.cosets {
                let (gain, delay) = dyads.shared(terms, branch: p)
                shared[p * count + place] = gain
                shared[(score.cosets + p) * count + place] = delay
            }
        }
        addNoise(score)
        // Rows that look alike leave a direction that nothing tells.
        for place in 0..<count { information[place * count + place] *= 1 + 1e-6 }
        // Were the middles quite unknown, delays in proportion to the offsets would be no others.
        for (place, row) in rows.enumerated() {
            let deviation = Self.middleDeviation * row.power
            information[(3 * place + 1) * (count + 1)] +=
                1 / (frames * Double(1 + blocksBefore) * deviation * deviation)
        }
    }

    private mutating func addNoise(_ score: ColumnScore) {
        let (cosets, last) = (score.cosets, count - 1)
        let inverse = score.inverse.values
        for p in 0..<cosets {
            let own = 2 * (p * cosets + p)
            slope[last] += score.departure[own]
            information[last * count + last] +=
                HermitianMatrix.diagonal(inverse, inverse, p, order: cosets).real
            shared[p * count + last] = 2 * inverse[own]
            shared[(cosets + p) * count + last] =
                4 * Double.pi
                * HermitianMatrix.diagonal(score.turned, inverse, p, order: cosets).imaginary
        }
    }
}
