import Glibc

/// The marginal likelihood of a linear model with unit normal priors on its coefficients.
///
/// r ~ N(Z β, I), β ~ N(0, I):  −2 log p = r'r − v'S⁻¹v + log|S|,  S = I + Z'Z,  v = Z'r, up to a
/// constant; the coefficients' posterior mean is S⁻¹v and their covariance S⁻¹.
struct LinearGaussian {
    /// Coefficients at most.
    static let orderMax = 4

    let logLikelihood: Double
    let coefficients: [Double]

    /// - Parameters:
    ///   - squareSum: r'r.
    ///   - moments: Z'r.
    ///   - gram: Z'Z, row-major [order × order].
    init(squareSum: Double, moments: [Double], gram: [Double]) {
        let order = moments.count
        var matrix = gram
        for index in 0..<order { matrix[index * order + index] += 1 }
        // Cholesky in place, then two triangular solves; S is at least the identity.
        var halfLogDeterminant = 0.0
        for j in 0..<order {
            for k in 0..<j {
                let scale = matrix[j * order + k]
                for i in j..<order { matrix[i * order + j] -= scale * matrix[i * order + k] }
            }
            let root = max(matrix[j * order + j], 1e-12).squareRoot()
            halfLogDeterminant += log(root)
            for i in j..<order { matrix[i * order + j] /= root }
        }
        var solution = moments
        var explained = 0.0
        for i in 0..<order {
            for k in 0..<i { solution[i] -= matrix[i * order + k] * solution[k] }
            solution[i] /= matrix[i * order + i]
            explained += solution[i] * solution[i]
        }
        for i in (0..<order).reversed() {
            for k in (i + 1)..<max(order, i + 1) {
                solution[i] -= matrix[k * order + i] * solution[k]
            }
            solution[i] /= matrix[i * order + i]
        }
        logLikelihood = -0.5 * (squareSum - explained) - halfLogDeterminant
        coefficients = solution
    }
}
