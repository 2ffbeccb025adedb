import Glibc

/// Fits an exponential variogram to an empirical one by weighted least squares.
///
/// Minimises sum_j w_j (gammaHat_j - gamma(h_j))² with w_j = sqrt(n_j) / gamma(h_j)², by Levenberg and Marquardt's method on the logarithms of nugget, sill and
/// range, which keeps them positive. Cressie's weights (1985) have n_j, as if pairs were independent:
/// far pairs, of which there are most, then outvote the near ones, which kriging lives on. Started from the last fit, it needs an iteration or two.
struct VariogramFit {
    /// The best variogram so far.
    private(set) var variogram: Variogram

    private let lags: [EmpiricalVariogram.Lag]
    private let totalWeight: Double
    private let centre: SIMD3<Double>
    private let rangeLimitsMetres: ClosedRange<Double>
    private let nuggetFloorDb2: Double

    // Weak prior on the logarithms, as so many parts of the data's weight: it decides only what the
    // data leave open, such as the range of a field without structure.
    private static let priorPrecision = SIMD3<Double>(1e-4, 1e-4, 1e-3)
    private static let convergence = 1e-5

    /// A fit that begins at `start`, or at a moment estimate where there is none.
    init(_ empirical: EmpiricalVariogram, index: NeighbourIndex, start: Variogram?) {
        lags = empirical.lags
        totalWeight = lags.reduce(0) { $0 + $1.weight.squareRoot() }
        let shortest = max(index.spacingMetres / 4, index.diagonalMetres * 1e-4, 1e-3)
        rangeLimitsMetres = shortest...max(index.diagonalMetres / 2, shortest * 2)
        let variance = max(empirical.varianceDb2, 1e-6)
        nuggetFloorDb2 = variance * 1e-6
        let moments = Variogram(
            nuggetDb2: variance * 0.1, sillDb2: variance * 0.9,
            rangeMetres: min(
                max(index.diagonalMetres / 12, rangeLimitsMetres.lowerBound),
                rangeLimitsMetres.upperBound))
        centre = SIMD3(
            log(moments.nuggetDb2), log(moments.sillDb2), log(moments.rangeMetres))
        variogram = start ?? moments
    }

    /// Improves the variogram by at most `budget` iterations.
    ///
    /// - Returns: The iterations used.
    mutating func improve(budget: Int) -> Int {
        guard !lags.isEmpty, budget > 0 else { return 0 }
        var theta = clamped(
            SIMD3(
                log(max(variogram.nuggetDb2, nuggetFloorDb2)),
                log(max(variogram.sillDb2, nuggetFloorDb2)), log(variogram.rangeMetres)))
        var damping = 1e-3
        var used = 0
        while used < budget {
            used += 1
            let weights = weights(at: theta)
            let cost = cost(at: theta, weights)
            let (hessian, gradient) = normalEquations(at: theta, weights)
            let step = solve(hessian, gradient, damping: damping)
            let candidate = clamped(theta - step)
            let improved = cost - self.cost(at: candidate, weights)
            if improved >= 0 {
                theta = candidate
                damping = max(damping / 5, 1e-9)
                if improved <= Self.convergence * cost { break }
            } else {
                damping *= 10
                if damping > 1e6 { break }
            }
        }
        variogram = Self.variogram(theta)
        return used
    }

    private static func variogram(_ theta: SIMD3<Double>) -> Variogram {
        Variogram(
            nuggetDb2: exp(theta.x), sillDb2: exp(theta.y), rangeMetres: exp(theta.z))
    }

    private func clamped(_ theta: SIMD3<Double>) -> SIMD3<Double> {
        let floor = log(nuggetFloorDb2)
        let ceiling = max(centre.y, centre.x) + log(100)
        return SIMD3(
            min(max(theta.x, floor), ceiling), min(max(theta.y, floor), ceiling),
            min(max(theta.z, log(rangeLimitsMetres.lowerBound)), log(rangeLimitsMetres.upperBound)))
    }

    private func weights(at theta: SIMD3<Double>) -> [Double] {
        let model = Self.variogram(theta)
        return lags.map { lag in
            let gamma = max(
                model.semivarianceDb2(atMetres: lag.distanceMetres), nuggetFloorDb2, 1e-12)
            return lag.weight.squareRoot() / totalWeight / (gamma * gamma)
        }
    }

    private func cost(at theta: SIMD3<Double>, _ weights: [Double]) -> Double {
        let model = Self.variogram(theta)
        var sum = 0.0
        for (lag, weight) in zip(lags, weights) {
            let residual =
                lag.semivarianceDb2 - model.semivarianceDb2(atMetres: lag.distanceMetres)
            sum += weight * residual * residual
        }
        let offset = theta - centre
        return sum + (Self.priorPrecision * offset * offset).sum()
    }

    /// J' W J and the half gradient, with the prior's share, in the logarithms.
    private func normalEquations(
        at theta: SIMD3<Double>, _ weights: [Double]
    ) -> (hessian: [SIMD3<Double>], gradient: SIMD3<Double>) {
        let model = Self.variogram(theta)
        let offset = theta - centre
        var gradient = Self.priorPrecision * offset
        var hessian = [
            SIMD3(Self.priorPrecision.x, 0, 0), SIMD3(0, Self.priorPrecision.y, 0),
            SIMD3(0, 0, Self.priorPrecision.z),
        ]
        for (lag, weight) in zip(lags, weights) {
            let scaled = lag.distanceMetres / model.rangeMetres
            let decay = exp(-scaled)
            let residual =
                model.semivarianceDb2(atMetres: lag.distanceMetres) - lag.semivarianceDb2
            let slope = SIMD3(
                model.nuggetDb2, model.sillDb2 * (1 - decay), -model.sillDb2 * decay * scaled)
            gradient += weight * residual * slope
            for row in 0..<3 { hessian[row] += weight * slope[row] * slope }
        }
        return (hessian, gradient)
    }

    private func solve(
        _ hessian: [SIMD3<Double>], _ gradient: SIMD3<Double>, damping: Double
    ) -> SIMD3<Double> {
        var a = hessian
        for row in 0..<3 { a[row][row] *= 1 + damping }
        // Cramer's rule: positive definite by the prior, and only three by three.
        let cross = Self.cross(a[1], a[2])
        let determinant = (a[0] * cross).sum()
        let adjugate = [cross, Self.cross(a[2], a[0]), Self.cross(a[0], a[1])]
        var step = SIMD3<Double>.zero
        for row in 0..<3 { step += gradient[row] * adjugate[row] }
        step /= determinant
        // At most a factor of e^2 at a time: far from the optimum the quadratic model lies.
        let longest = max(abs(step.x), abs(step.y), abs(step.z))
        guard longest.isFinite else { return .zero }
        return longest > 2 ? step * (2 / longest) : step
    }

    private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(
            a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
}
