import Numerics

/// The weights with which multiquadric interpolation takes its observations.
///
/// -phi is conditionally positive definite of order 1, so the interpolant with its constant is the
/// kriging of an intrinsic field whose generalised covariance is -phi. Taken as increments against
/// one observation o, the covariances are positive definite proper:
///
///     G_ij = phi_io + phi_jo - phi_ij - phi_oo,   g_i = phi_io + phi_o - phi_i - phi_oo
///     G w = g,   w_o = 1 - sum w
struct MultiquadricWeights {
    private let squaredShape: Double
    private var workspace: CholeskyWorkspace
    private var right: [Double]

    init(neighbourCount: Int, shapeMetres: Double) {
        squaredShape = shapeMetres * shapeMetres
        workspace = CholeskyWorkspace(capacity: max(neighbourCount - 1, 1))
        right = [Double](repeating: 0, count: max(neighbourCount - 1, 1))
    }

    @inline(__always)
    private func phi(squared distance: Double) -> Double { (distance + squaredShape).squareRoot() }

    /// Fills in the weights of a sample; the nearest observation is the one of reference.
    mutating func weigh(_ sample: inout LocalSample) {
        let order = sample.count - 1
        let centre = squaredShape.squareRoot()
        let toTarget = phi(squared: sample.squaredDistances[0])
        var jitter = centre * 1e-9
        repeat {
            for i in 0..<order {
                let own = phiBetween(sample, i + 1, 0)
                right[i] = own + toTarget - phi(squared: sample.squaredDistances[i + 1]) - centre
                for j in 0...i {
                    let other = phiBetween(sample, j + 1, 0)
                    workspace[i, j] = own + other - phiBetween(sample, i + 1, j + 1) - centre
                }
                workspace[i, i] += jitter
            }
            jitter *= 100
        } while !workspace.factor(order: order)
        workspace.solve(&right)
        var sum = 0.0
        for i in 0..<order {
            sample.weights[i + 1] = right[i]
            sum += right[i]
        }
        sample.weights[0] = 1 - sum
    }

    @inline(__always)
    private func phiBetween(_ sample: LocalSample, _ i: Int, _ j: Int) -> Double {
        let distance = sample.distance(i, j)
        return phi(squared: distance * distance)
    }
}
