/// Least squares under x ≥ 0, from the normal equations: min ½ xᵀ G x − bᵀ x.
///
/// The active set method of C. Lawson and R. Hanson, "Solving Least Squares Problems", 1974, ch. 23,
/// on Gram matrix G and correlations b (R. Bro and S. De Jong, "A fast non-negativity-constrained
/// least squares algorithm", J. Chemometrics 1997). Ends at the exact minimum; a column that depends
/// linearly on those in use is left out.
public struct NonNegativeLeastSquares: Sendable {
    /// Unknowns.
    public let order: Int
    /// G, symmetric, `[order, order]`.
    public let gram: [Double]

    /// A problem with its Gram matrix.
    public init(gram: [Double], order: Int) {
        precondition(order > 0 && gram.count == order * order, "the Gram matrix is square")
        self.order = order
        self.gram = gram
    }

    /// The minimum for one right-hand side.
    ///
    /// - Parameters:
    ///   - correlations: b.
    ///   - start: unknowns to begin with as positive, such as those of a problem nearby.
    /// - Returns: x, and how many times a set of unknowns was solved for.
    public func solve(
        _ correlations: [Double], start: [Int] = []
    ) -> (solution: [Double], iterations: Int) {
        precondition(correlations.count == order, "one correlation for each unknown")
        var state = ActiveSet(problem: self, correlations: correlations)
        if !start.isEmpty { state.begin(with: start) }
        let scale = correlations.reduce(0) { max($0, abs($1)) }
        guard scale > 0 else { return (state.values, 0) }
        let tolerance = 1e-12 * scale
        while state.iterations < 30 * order,
            let entering = state.steepest(above: tolerance)
        {
            state.enter(entering)
        }
        return (state.values, state.iterations)
    }
}

/// The unknowns in use (passive, positive) and their values.
private struct ActiveSet {
    let problem: NonNegativeLeastSquares
    let correlations: [Double]
    var values: [Double]
    var passive: [Int] = []
    var isPassive: [Bool]
    /// Unknowns that depend linearly on the passive ones, or came out negative on entering.
    var isBarred: [Bool]
    var iterations = 0

    init(problem: NonNegativeLeastSquares, correlations: [Double]) {
        self.problem = problem
        self.correlations = correlations
        values = [Double](repeating: 0, count: problem.order)
        isPassive = [Bool](repeating: false, count: problem.order)
        isBarred = isPassive
    }

    /// The unknown whose increase lowers the objective most steeply.
    func steepest(above tolerance: Double) -> Int? {
        var best: Int?
        var bestSlope = tolerance
        for place in 0..<problem.order where !isPassive[place] && !isBarred[place] {
            var slope = correlations[place]
            for other in passive {
                slope -= problem.gram[place * problem.order + other] * values[other]
            }
            if slope > bestSlope { (best, bestSlope) = (place, slope) }
        }
        return best
    }

    mutating func begin(with start: [Int]) {
        for place in start where !isPassive[place] {
            isPassive[place] = true
            passive.append(place)
        }
        guard let solution = solvePassive() else {
            for place in passive { isPassive[place] = false }
            passive = []
            return
        }
        var kept: [Int] = []
        for (index, place) in passive.enumerated() {
            isPassive[place] = solution[index] > 0
            if isPassive[place] { kept.append(place) }
        }
        passive = kept
        // Clipped values are no minimum of their set: descend to one from noughts that are allowed.
        for place in kept { values[place] = 0 }
        settle()
    }

    mutating func enter(_ place: Int) {
        isPassive[place] = true
        passive.append(place)
        guard let solution = solvePassive(), solution[passive.count - 1] > 0 else {
            isPassive[place] = false
            passive.removeLast()
            isBarred[place] = true
            iterations += 1
            return
        }
        // Whatever was barred may serve again, now that the set has changed.
        for other in isBarred.indices { isBarred[other] = false }
        settle()
    }

    /// Goes to the minimum of the passive set, dropping on the way what turns negative.
    mutating func settle() {
        while !passive.isEmpty {
            iterations += 1
            guard let solution = solvePassive() else {
                drop([passive.count - 1])
                continue
            }
            var step = 1.0
            for (index, place) in passive.enumerated() where solution[index] <= 0 {
                let distance = values[place] - solution[index]
                step = min(step, distance > 0 ? values[place] / distance : 0)
            }
            for (index, place) in passive.enumerated() {
                values[place] += step * (solution[index] - values[place])
            }
            guard step < 1 else { return }
            drop(
                passive.indices.filter {
                    solution[$0] <= 0 && values[passive[$0]] <= 1e-14 * abs(solution[$0])
                })
        }
    }

    private mutating func drop(_ dropped: [Int]) {
        var kept: [Int] = []
        for (index, place) in passive.enumerated() {
            if dropped.contains(index) {
                isPassive[place] = false
                values[place] = 0
            } else {
                kept.append(place)
            }
        }
        passive = kept
    }

    /// The unconstrained minimum over the passive set; `nil` where its columns are dependent.
    private func solvePassive() -> [Double]? {
        let count = passive.count
        var matrix = [Double](repeating: 0, count: count * count)
        for (row, place) in passive.enumerated() {
            for (column, other) in passive.enumerated() {
                matrix[row * count + column] = problem.gram[place * problem.order + other]
            }
        }
        // A pivot near rounding would give weights without meaning: ask for a little more.
        for row in 0..<count { matrix[row * count + row] *= 1 + 1e-12 }
        return DenseCholesky(matrix, order: count)?.solve(passive.map { correlations[$0] })
    }
}
