import CKernels
import COpenBLAS

extension ComplexMatrix {
    /// The product of two matrices.
    ///
    /// A kernel's where the right one has whole vectors of columns, as frames mostly do: at such sizes it is
    /// faster than BLAS, whose copies cost more than its products; else four real products of BLAS.
    public static func * (left: ComplexMatrix, right: ComplexMatrix) -> ComplexMatrix {
        precondition(left.columnCount == right.rowCount, "inner sizes agree")
        var product = ComplexMatrix(rowCount: left.rowCount, columnCount: right.columnCount)
        guard !product.become(left, right, isAdjoint: false) else { return product }
        let shape = ProductShape(
            rows: left.rowCount, columns: right.columnCount, inner: left.columnCount,
            isLeftTransposed: false)
        shape.multiply(left.real, right.real, into: &product.real, factor: 1)
        shape.multiply(left.imaginary, right.imaginary, into: &product.real, factor: -1)
        shape.multiply(left.real, right.imaginary, into: &product.imaginary, factor: 1)
        shape.multiply(left.imaginary, right.real, into: &product.imaginary, factor: 1)
        return product
    }

    /// The conjugate transpose of this matrix times another, without forming the transpose.
    public func adjointTimes(_ right: ComplexMatrix) -> ComplexMatrix {
        precondition(rowCount == right.rowCount, "inner sizes agree")
        var product = ComplexMatrix(rowCount: columnCount, columnCount: right.columnCount)
        guard !product.become(self, right, isAdjoint: true) else { return product }
        let shape = ProductShape(
            rows: columnCount, columns: right.columnCount, inner: rowCount,
            isLeftTransposed: true)
        shape.multiply(real, right.real, into: &product.real, factor: 1)
        shape.multiply(imaginary, right.imaginary, into: &product.real, factor: 1)
        shape.multiply(real, right.imaginary, into: &product.imaginary, factor: 1)
        shape.multiply(imaginary, right.real, into: &product.imaginary, factor: -1)
        return product
    }

    /// Becomes the product, if the kernel serves its sizes.
    private mutating func become(
        _ left: ComplexMatrix, _ right: ComplexMatrix, isAdjoint: Bool
    ) -> Bool {
        guard columnCount > 0, columnCount.isMultiple(of: 16), rowCount > 0, right.rowCount > 0
        else { return false }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: left.real.count) { scratch in
            ethermap_complex_product(
                left.real, left.imaginary, isAdjoint ? 1 : 0, right.real, right.imaginary,
                rowCount, right.rowCount, columnCount, &real, &imaginary, scratch.baseAddress)
        }
        return true
    }
}

/// Shape of a row-major product C += f A B, or C += f Aᵀ B.
private struct ProductShape {
    let rows: Int
    let columns: Int
    let inner: Int
    let isLeftTransposed: Bool

    func multiply(_ left: [Float], _ right: [Float], into sum: inout [Float], factor: Float) {
        guard rows > 0, columns > 0, inner > 0 else { return }
        precondition(DenseCholesky.isSingleThreaded)
        // Row-major is the transpose of BLAS's column-major: Cᵀ = Bᵀ Aᵀ.
        var (m, n, k) = (Int32(columns), Int32(rows), Int32(inner))
        var (alpha, beta) = (factor, Float(1))
        var leftStride = Int32(isLeftTransposed ? rows : inner)
        left.withUnsafeBufferPointer { a in
            right.withUnsafeBufferPointer { b in
                sum.withUnsafeMutableBufferPointer { c in
                    var (rightStride, sumStride) = (m, m)
                    sgemm_(
                        "N", isLeftTransposed ? "T" : "N", &m, &n, &k, &alpha, b.baseAddress,
                        &rightStride, a.baseAddress, &leftStride, &beta, c.baseAddress,
                        &sumStride)
                }
            }
        }
    }
}
