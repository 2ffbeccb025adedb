import Numerics

/// The weights with which smoothing multiquadric interpolation takes its observations.
///
/// -phi is conditionally positive definite of order 1, so the interpolant with its constant is the
/// kriging of an intrinsic field whose generalised covariance is -phi. Taken as increments against
/// one observation o, the covariances are positive definite proper:
///
///     G_ij = phi_io + phi_jo - phi_ij - phi_oo + r_o + δ_ij r_i
///     g_i = phi_io + phi_o - phi_i - phi_oo + r_o,   G w = g,   w_o = 1 - sum w
///
/// r_i is the smoothing: an observation's error variance over the variogram's slope, in metres like
/// phi. With none the interpolant passes through every observation, and swings wildly beside a
/// track whose neighbouring samples differ by noise.
struct MultiquadricWeights {
    private let squaredShape: Double
    private let nuggetDb2: Double
    // The variogram's slope at small distances, dB² a metre.
    private let slope: Double
    private var workspace: CholeskyWorkspace
    private var right: [Double]
    // phi between each observation and the one of reference.
    private var reference: [Double]

    init(neighbourCount: Int, shapeMetres: Double, variogram: Variogram) {
        squaredShape = shapeMetres * shapeMetres
        nuggetDb2 = variogram.nuggetDb2
        slope = max(variogram.sillDb2 / variogram.rangeMetres, 1e-9)
        workspace = CholeskyWorkspace(capacity: max(neighbourCount - 1, 1))
        right = [Double](repeating: 0, count: max(neighbourCount - 1, 1))
        reference = right
    }

    @inline(__always)
    private func phi(squared distance: Double) -> Double { (distance + squaredShape).squareRoot() }

    @inline(__always)
    private func smoothing(_ varianceDb2: Double) -> Double { (varianceDb2 + nuggetDb2) / slope }

    /// Fills in the weights of a sample; the nearest observation is the one of reference.
    mutating func weigh(_ sample: inout LocalSample) {
        let order = sample.count - 1
        let centre = squaredShape.squareRoot()
        let toTarget = phi(squared: sample.squaredDistances[0])
        let common = smoothing(sample.variances[0])
        var jitter = centre * 1e-9
        for i in 0..<order {
            reference[i] = phiBetween(sample, i + 1, 0)
            right[i] =
                reference[i] + toTarget - phi(squared: sample.squaredDistances[i + 1]) - centre
                + common
        }
        repeat {
            for i in 0..<order {
                let own = reference[i] - centre + common
                for j in 0..<i {
                    workspace[i, j] = own + reference[j] - phiBetween(sample, i + 1, j + 1)
                }
                workspace[i, i] =
                    own + reference[i] - centre + smoothing(sample.variances[i + 1]) + jitter
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
        phi(squared: sample.squaredDistance(i, j))
    }
}
