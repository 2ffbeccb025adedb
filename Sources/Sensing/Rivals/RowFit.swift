import Numerics

/// What least squares on some rows gives.
struct RowFit {
    /// Values of the rows, `[rows, columns]`.
    let coefficients: ComplexMatrix
    /// Aᴴ of the residual, `[L, columns]`.
    let correlations: ComplexMatrix
    /// ‖residual‖².
    let squaredResidual: Double
}
