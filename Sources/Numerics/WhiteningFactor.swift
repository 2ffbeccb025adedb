import COpenBLAS
import Glibc

/// The Cholesky factor L of a covariance, in single precision, for whitening many columns: x → L⁻¹ x.
///
/// A Gaussian likelihood over very many hypotheses spends its time here: one triangular solve
/// (BLAS `strsm`) for all of their columns at once.
public struct WhiteningFactor: Sendable {
    /// Rows and columns.
    public let order: Int
    /// Half the logarithm of the covariance's determinant.
    public let halfLogDeterminant: Double
    private var factor: [Float]

    /// Factors a symmetric matrix, `[order, order]`, of which the lower triangle, column-major (or
    /// the upper, row-major), is read.
    ///
    /// - Returns: `nil` where the matrix is not positive definite to rounding.
    public init?(_ covariance: [Float], order: Int) {
        precondition(order > 0 && covariance.count == order * order, "the matrix is square")
        precondition(order <= 32_768, "LAPACK counts elements in 32 bits")
        precondition(DenseCholesky.isSingleThreaded)
        self.order = order
        var factor = covariance
        var n = Int32(order)
        var info: Int32 = 0
        factor.withUnsafeMutableBufferPointer { a in
            var stride = n
            spotrf_("L", &n, a.baseAddress, &stride, &info)
        }
        guard info == 0 else { return nil }
        halfLogDeterminant = (0..<order).reduce(0) { sum, index in
            sum + log(Double(factor[index * order + index]))
        }
        // LAPACK lets NaN pass.
        guard halfLogDeterminant.isFinite else { return nil }
        self.factor = factor
    }

    /// Whitens columns in place, `[columnCount × order]`, each one's entries side by side.
    public func whiten(_ columns: inout [Float], columnCount: Int) {
        precondition(columns.count >= columnCount * order, "each column is as long as the factor")
        guard columnCount > 0 else { return }
        var rows = Int32(order)
        var count = Int32(columnCount)
        var one: Float = 1
        factor.withUnsafeBufferPointer { a in
            columns.withUnsafeMutableBufferPointer { b in
                var stride = rows
                var length = rows
                strsm_(
                    "L", "L", "N", "N", &rows, &count, &one, a.baseAddress, &stride, b.baseAddress,
                    &length)
            }
        }
    }

    /// The scalar product of two columns that stand in longer arrays.
    public static func product(
        _ a: [Float], at first: Int, _ b: [Float], at second: Int, count: Int
    ) -> Double {
        precondition(
            first >= 0 && second >= 0 && first + count <= a.count && second + count <= b.count,
            "the columns lie inside their arrays")
        var n = Int32(count)
        var stride: Int32 = 1
        return a.withUnsafeBufferPointer { x in
            b.withUnsafeBufferPointer { y in
                guard let x = x.baseAddress, let y = y.baseAddress else { return 0 }
                return Double(sdot_(&n, x + first, &stride, y + second, &stride))
            }
        }
    }
}
