import CKernels

extension HermitianMatrix {
    /// The sum Σ y yᴴ over a matrix's columns, times a factor.
    public init(columnsOf matrix: ComplexMatrix, factor: Double = 1) {
        self.init(order: matrix.rowCount)
        guard matrix.columnCount > 0 else { return }
        let (real, imaginary) = Self.triangle(order) { real, imaginary in
            ethermap_outer_sums(
                matrix.real, matrix.imaginary, matrix.rowCount, matrix.columnCount, &real,
                &imaginary)
        }
        fill { (factor * real[$0], factor * imaginary[$0]) }
    }

    /// The sums over every `width`th column, from each of the first `width` on, times a factor.
    ///
    /// Of frames side by side these are the covariances of the bins.
    public static func binSums(
        columnsOf matrix: ComplexMatrix, width: Int, factor: Double = 1
    ) -> [HermitianMatrix] {
        precondition(
            width > 0 && matrix.columnCount > 0 && matrix.columnCount.isMultiple(of: width),
            "frames are whole")
        let (real, imaginary) = triangle(matrix.rowCount, width: width) { real, imaginary in
            ethermap_outer_sums_by_bin(
                matrix.real, matrix.imaginary, matrix.rowCount, width,
                matrix.columnCount / width, &real, &imaginary)
        }
        return (0..<width).map { bin in
            var sum = HermitianMatrix(order: matrix.rowCount)
            sum.fill { (factor * real[$0 * width + bin], factor * imaginary[$0 * width + bin]) }
            return sum
        }
    }

    private static func triangle(
        _ order: Int, width: Int = 1, _ body: (inout [Double], inout [Double]) -> Void
    ) -> (real: [Double], imaginary: [Double]) {
        var real = [Double](repeating: 0, count: order * (order + 1) / 2 * width)
        var imaginary = real
        body(&real, &imaginary)
        return (real, imaginary)
    }

    /// Sets all elements from a lower triangle's, the pair i ≥ j at i (i + 1) / 2 + j.
    private mutating func fill(_ element: (Int) -> (real: Double, imaginary: Double)) {
        for row in 0..<order {
            for other in 0...row {
                let value = element(row * (row + 1) / 2 + other)
                set(row, other, real: value.real, imaginary: value.imaginary)
            }
        }
    }
}
