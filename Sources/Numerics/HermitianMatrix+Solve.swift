import COpenBLAS
import Glibc

extension HermitianMatrix {
    /// The inverse of a positive definite matrix and the logarithm of its determinant, by LAPACK.
    ///
    /// - Returns: `nil` where the matrix is not positive definite to rounding.
    public func inverse() -> (inverse: HermitianMatrix, logDeterminant: Double)? {
        precondition(DenseCholesky.isSingleThreaded)
        var result = self
        var n = Int32(order)
        var info: Int32 = 0
        var logDeterminant = 0.0
        result.values.withUnsafeMutableBufferPointer { a in
            var stride = n
            zpotrf_("L", &n, a.baseAddress, &stride, &info)
            guard info == 0 else { return }
            for place in 0..<order { logDeterminant += 2 * log(a[2 * (place * order + place)]) }
            zpotri_("L", &n, a.baseAddress, &stride, &info)
            guard info == 0 else { return }
            // LAPACK filled one triangle, the upper one of rows; the other is its conjugate.
            for row in 0..<order {
                a[2 * (row * order + row) + 1] = 0
                for column in row + 1..<max(order, row + 1) {
                    let (from, to) = (2 * (row * order + column), 2 * (column * order + row))
                    a[to] = a[from]
                    a[to + 1] = -a[from + 1]
                }
            }
        }
        return info == 0 ? (result, logDeterminant) : nil
    }

    /// The eigenvalues, ascending, by LAPACK.
    public func eigenvalues() -> [Double] {
        precondition(DenseCholesky.isSingleThreaded)
        var copy = values
        var n = Int32(order)
        var info: Int32 = 0
        var result = [Double](repeating: 0, count: order)
        var workLength = Int32(64 * order)
        var work = [Double](repeating: 0, count: 128 * order)
        var realWork = [Double](repeating: 0, count: 3 * order)
        copy.withUnsafeMutableBufferPointer { a in
            result.withUnsafeMutableBufferPointer { w in
                work.withUnsafeMutableBufferPointer { work in
                    realWork.withUnsafeMutableBufferPointer { realWork in
                        var stride = n
                        zheev_(
                            "N", "L", &n, a.baseAddress, &stride, w.baseAddress,
                            work.baseAddress, &workLength, realWork.baseAddress, &info)
                    }
                }
            }
        }
        precondition(info == 0, "zheev converges")
        return result
    }

    /// This matrix times another times this one: H M H.
    public func sandwich(_ inner: HermitianMatrix) -> HermitianMatrix {
        precondition(inner.order == order, "sizes agree")
        let half = product(inner.values, columnCount: order)
        var result = HermitianMatrix(order: order)
        result.values = Self.product(half, values, order: order, columnCount: order)
        return result
    }

    /// This matrix times some columns, `[order, columns]`.
    public func times(_ columns: ComplexMatrix) -> ComplexMatrix {
        precondition(columns.rowCount == order, "a column is as long as the matrix is wide")
        var pairs = [Double](repeating: 0, count: 2 * columns.real.count)
        for place in columns.real.indices {
            pairs[2 * place] = Double(columns.real[place])
            pairs[2 * place + 1] = Double(columns.imaginary[place])
        }
        let product = product(pairs, columnCount: columns.columnCount)
        var result = ComplexMatrix(rowCount: order, columnCount: columns.columnCount)
        for place in columns.real.indices {
            result.real[place] = Float(product[2 * place])
            result.imaginary[place] = Float(product[2 * place + 1])
        }
        return result
    }

    /// This matrix times pairs of doubles, `[order, columnCount, 2]`, row by row.
    public func product(_ right: [Double], columnCount: Int) -> [Double] {
        Self.product(values, right, order: order, columnCount: columnCount)
    }

    private static func product(
        _ left: [Double], _ right: [Double], order: Int, columnCount: Int
    ) -> [Double] {
        precondition(right.count == 2 * order * columnCount, "a column is as long as A is wide")
        precondition(DenseCholesky.isSingleThreaded)
        var result = [Double](repeating: 0, count: right.count)
        guard columnCount > 0 else { return result }
        // Row-major is the transpose of BLAS's column-major: Cᵀ = Bᵀ Aᵀ.
        var (m, n, k) = (Int32(columnCount), Int32(order), Int32(order))
        let (one, nought) = ([1.0, 0.0], [0.0, 0.0])
        left.withUnsafeBufferPointer { a in
            right.withUnsafeBufferPointer { b in
                result.withUnsafeMutableBufferPointer { c in
                    var (leftStride, rightStride, resultStride) = (k, m, m)
                    zgemm_(
                        "N", "N", &m, &n, &k, one, b.baseAddress, &rightStride, a.baseAddress,
                        &leftStride, nought, c.baseAddress, &resultStride)
                }
            }
        }
        return result
    }
}
