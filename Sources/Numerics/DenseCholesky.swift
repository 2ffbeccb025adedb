import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix of any order, by LAPACK.
///
/// For single, larger systems; ``CholeskyWorkspace`` is for thousands of small ones.
public struct DenseCholesky: Sendable {
    /// Rows and columns.
    public let order: Int
    private var factor: [Double]

    // OpenBLAS would start a thread for every core; our parallelism is by band, in Swift.
    static let isSingleThreaded: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// Factors a symmetric matrix, `[order, order]`, of which the lower triangle, column-major
    /// (or the upper, row-major), is read.
    ///
    /// - Returns: `nil` where the matrix is not positive definite to rounding.
    public init?(_ matrix: [Double], order: Int) {
        precondition(order >= 0 && matrix.count == order * order, "the matrix is square")
        precondition(order <= 32_768, "LAPACK counts elements in 32 bits")
        precondition(Self.isSingleThreaded)
        self.order = order
        factor = matrix
        guard order > 0 else { return }
        var n = Int32(order)
        var info: Int32 = 0
        factor.withUnsafeMutableBufferPointer { a in
            var stride = n
            dpotrf_("L", &n, a.baseAddress, &stride, &info)
        }
        guard info == 0 else { return nil }
    }

    /// Solves A X = B, where B has `columnCount` columns one after the other.
    public func solve(_ rightHandSides: [Double], columnCount: Int = 1) -> [Double] {
        precondition(rightHandSides.count == order * columnCount, "each column is as long as A")
        guard order > 0, columnCount > 0 else { return [] }
        var solution = rightHandSides
        var n = Int32(order)
        var count = Int32(columnCount)
        var info: Int32 = 0
        factor.withUnsafeBufferPointer { a in
            solution.withUnsafeMutableBufferPointer { x in
                var stride = n
                var length = n
                dpotrs_("L", &n, &count, a.baseAddress, &stride, x.baseAddress, &length, &info)
            }
        }
        precondition(info == 0, "dpotrs refuses only malformed arguments")
        return solution
    }
}
