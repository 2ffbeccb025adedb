import Numerics

/// What a stream has told of its branches' gains and delays so far.
///
/// The scores of one block of frames after the other are gathered as in recursive least squares: of
/// information H, and slope s at θ₀, a block says H θ = H θ₀ + s.
struct BranchEvidence: Hashable, Sendable {
    /// What of a block's information is left with the next.
    static let forgetting = 0.95

    let cosetCount: Int
    /// Σ H, of the P logarithmic gains and the P delays, `[2P, 2P]`.
    private(set) var information: [Double]
    /// Σ (H θ₀ + s), `[2P]`.
    private(set) var sum: [Double]

    init(cosetCount: Int) {
        self.cosetCount = cosetCount
        information = [Double](repeating: 0, count: 4 * cosetCount * cosetCount)
        sum = [Double](repeating: 0, count: 2 * cosetCount)
    }

    /// Evidence from its parts; nil where they cannot be such.
    init?(cosetCount: Int, information: [Double], sum: [Double]) {
        guard information.count == 4 * cosetCount * cosetCount, sum.count == 2 * cosetCount,
            information.allSatisfy({ abs($0) < 1e30 }), sum.allSatisfy({ abs($0) < 1e30 })
        else { return nil }
        self.cosetCount = cosetCount
        self.information = information
        self.sum = sum
    }

    /// Forgets all but a share.
    mutating func fade(to share: Double) {
        for place in information.indices { information[place] *= share }
        for place in sum.indices { sum[place] *= share }
    }

    /// Takes in a block whose slopes were taken at θ₀: logarithmic gains, then delays.
    mutating func add(_ score: BranchScore, at point: [Double]) {
        let size = 2 * cosetCount
        // One that is no number would never fade.
        guard score.slope.allSatisfy({ abs($0) < 1e20 }),
            score.information.allSatisfy({ abs($0) < 1e20 })
        else { return }
        for row in 0..<size {
            var value = score.slope[row]
            for column in 0..<size {
                let place = row * size + column
                value += score.information[place] * point[column]
                information[place] =
                    Self.forgetting * information[place]
                    + score.information[place] / score.dispersion
            }
            sum[row] = Self.forgetting * sum[row] + value / score.dispersion
        }
    }
}
