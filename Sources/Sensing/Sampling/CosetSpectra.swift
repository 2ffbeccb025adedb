import Numerics

/// One frame's coset spectra, normalised: Y = A X + W with unit-norm columns of A and unitary X.
///
/// Y[p, k] = √(L/P) / √N · exp(−2πi k c_p / (N L)) · Σ_n x_p[n] exp(−2πi k n / N) (deeprm.md, eqs. 4
/// and 6), so that A[p, l] = exp(2πi c_p l / L) / √P and X[l, k] = Xfull[k + l N] / √(N L). A bin's
/// |X|² is in units of a Nyquist sample's mean power: Σ |X|² over all bins is the frame's energy.
public struct CosetSpectra: Hashable, Sendable {
    /// The sampler.
    public let pattern: CosetPattern
    /// Y, `[P, N]`.
    public var values: ComplexMatrix

    /// A frame's spectra.
    public init(pattern: CosetPattern, values: ComplexMatrix) {
        precondition(
            values.rowCount == pattern.cosetCount
                && values.columnCount == pattern.samplesPerCoset, "spectra are [P, N]")
        self.pattern = pattern
        self.values = values
    }
}
