import Glibc

/// Posterior mean and deviation of the interference-to-desired ratio, by what was measured.
///
/// With u = 10 log10(I/D̂) flat on [floor, 60] dB, x = 10 log10(D/D̂) ~ N(0, σ_D²), R = D + I and a
/// measurement error of σ_R, what is measured is
///
///     e = 10 log10(R/D̂) = 10 log10(10^(x/10) + 10^(u/10)) + N(0, σ_R²)
///
/// and the table holds E[u | e] and its deviation, on a grid of e and of floors. A floor above
/// -40 dB is the receiver's noise where D̂ is weak. Integration: midpoints over x (±4 σ) and u.
struct PosteriorIssTable: Hashable, Sendable {
    static let ratioMinDb = -40.0
    static let ratioMaxDb = 60.0
    static let ratioStepDb = 0.5
    static let excessMinDb = -20.0
    static let excessMaxDb = 60.0
    static let excessStepDb = 0.5
    /// Floors from -40 dB to 60 dB, in steps of 2.5 dB.
    static let floorStepDb = 2.5

    static let ratioCount = Int((ratioMaxDb - ratioMinDb) / ratioStepDb)
    static let excessCount = Int((excessMaxDb - excessMinDb) / excessStepDb) + 1
    static let ratiosPerFloor = Int(floorStepDb / ratioStepDb)
    static let floorCount = ratioCount / ratiosPerFloor

    // [floorCount, excessCount], row-major.
    private var means: [Double]
    private var deviations: [Double]

    init(dssDeviationDb: Double, rssDeviationDb: Double) {
        means = [Double](repeating: 0, count: Self.floorCount * Self.excessCount)
        deviations = means
        let likelihood = Likelihood(dssDeviationDb: dssDeviationDb, rssDeviationDb: rssDeviationDb)
        for column in 0..<Self.excessCount {
            let excess = Self.excessMinDb + Double(column) * Self.excessStepDb
            fill(column, likelihood.overRatios(excessDb: excess))
        }
    }

    /// Sums the posterior from the top down and keeps its moments at every floor.
    private mutating func fill(_ column: Int, _ likelihood: [Double]) {
        var mass = 0.0
        var first = 0.0
        var second = 0.0
        for ratio in stride(from: Self.ratioCount - 1, through: 0, by: -1) {
            let u = Self.ratioMinDb + (Double(ratio) + 0.5) * Self.ratioStepDb
            mass += likelihood[ratio]
            first += likelihood[ratio] * u
            second += likelihood[ratio] * u * u
            guard ratio % Self.ratiosPerFloor == 0 else { continue }
            let floor = ratio / Self.ratiosPerFloor
            let entry = floor * Self.excessCount + column
            // Nothing left above the floor to explain so little power: the floor itself.
            guard mass > 0 else {
                means[entry] = u - Self.ratioStepDb / 2
                deviations[entry] = Self.floorStepDb
                continue
            }
            let mean = first / mass
            means[entry] = mean
            deviations[entry] = max(second / mass - mean * mean, 0).squareRoot()
        }
    }

    /// Mean and standard deviation of u, dB, by linear interpolation in both coordinates.
    func ratio(excessDb: Double, floorDb: Double) -> (meanDb: Double, deviationDb: Double) {
        let column = (excessDb - Self.excessMinDb) / Self.excessStepDb
        let row = (floorDb - Self.ratioMinDb) / Self.floorStepDb
        let c = min(max(column, 0), Double(Self.excessCount - 1))
        let r = min(max(row, 0), Double(Self.floorCount - 1))
        let c0 = min(Int(c), Self.excessCount - 2)
        let r0 = min(Int(r), Self.floorCount - 2)
        let fc = c - Double(c0)
        let fr = r - Double(r0)
        func blend(_ table: [Double]) -> Double {
            let base = r0 * Self.excessCount + c0
            let low = table[base] * (1 - fc) + table[base + 1] * fc
            let next = base + Self.excessCount
            let high = table[next] * (1 - fc) + table[next + 1] * fc
            return low * (1 - fr) + high * fr
        }
        return (blend(means), blend(deviations))
    }
}

extension PosteriorIssTable {
    /// p(e | u) for every u of the grid, up to a factor.
    struct Likelihood {
        private static let desiredCount = 48
        private let rssDeviationDb: Double
        // Where R lies without measurement error, [ratioCount, desiredCount], and x's weights.
        private var centres: [Double] = []
        private var weights: [Double] = []

        init(dssDeviationDb: Double, rssDeviationDb: Double) {
            self.rssDeviationDb = rssDeviationDb
            let width = 8.0 / Double(Self.desiredCount)
            let scores = (0..<Self.desiredCount).map { -4 + (Double($0) + 0.5) * width }
            weights = scores.map { exp(-$0 * $0 / 2) }
            let desired = scores.map { pow(10, $0 * dssDeviationDb / 10) }
            centres.reserveCapacity(PosteriorIssTable.ratioCount * Self.desiredCount)
            for ratio in 0..<PosteriorIssTable.ratioCount {
                let u = PosteriorIssTable.ratioMinDb + (Double(ratio) + 0.5) * ratioStepDb
                let interference = pow(10, u / 10)
                for d in desired { centres.append(10 * log10(d + interference)) }
            }
        }

        func overRatios(excessDb: Double) -> [Double] {
            let precision = 1 / rssDeviationDb
            return (0..<PosteriorIssTable.ratioCount).map { ratio in
                var sum = 0.0
                for i in 0..<Self.desiredCount {
                    let score =
                        (excessDb - centres[ratio * Self.desiredCount + i]) * precision
                    // Beyond six deviations the term is nothing, and exp is the whole cost.
                    if abs(score) < 6 { sum += weights[i] * exp(-score * score / 2) }
                }
                return sum
            }
        }
    }
}
