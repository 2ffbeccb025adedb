import Glibc
import Testing

@testable import Numerics

struct HermitianMatrixTests {
    private static func random(order: Int, columns: Int, seed: UInt64) -> ComplexMatrix {
        var generator = SeededGenerator(seed: seed)
        var matrix = ComplexMatrix(rowCount: order, columnCount: columns)
        for place in matrix.real.indices {
            matrix.real[place] = Float(generator.normal())
            matrix.imaginary[place] = Float(generator.normal())
        }
        return matrix
    }

    @Test func `a covariance is Hermitian and its elements are mean products`() {
        let columns = Self.random(order: 3, columns: 50, seed: 1)
        let covariance = HermitianMatrix(columnsOf: columns, factor: 1 / 50)
        var (real, imaginary) = (0.0, 0.0)
        for column in 0..<50 {
            let (a, b) = (columns[2, column], columns[0, column])
            real += Double(a.real * b.real + a.imaginary * b.imaginary) / 50
            imaginary += Double(a.imaginary * b.real - a.real * b.imaginary) / 50
        }
        #expect(abs(covariance.real(2, 0) - real) < 1e-6)
        #expect(abs(covariance.imaginary(2, 0) - imaginary) < 1e-6)
        #expect(covariance.real(0, 2) == covariance.real(2, 0))
        #expect(covariance.imaginary(0, 2) == -covariance.imaginary(2, 0))
    }

    @Test(arguments: [(1, 1, 1), (4, 3, 5), (7, 16, 2), (16, 5, 9)])
    func `sums by bins are those of every so-manieth column, and add up to the whole`(
        order: Int, width: Int, frames: Int
    ) {
        let columns = Self.random(order: order, columns: width * frames, seed: 7)
        let bins = HermitianMatrix.binSums(columnsOf: columns, width: width, factor: 0.5)
        var whole = HermitianMatrix(columnsOf: columns, factor: 0.5)
        #expect(bins.count == width)
        for (bin, sum) in bins.enumerated() {
            let own = columns.columns(Array(stride(from: bin, to: width * frames, by: width)))
            var difference = HermitianMatrix(columnsOf: own, factor: 0.5)
            difference.add(sum, factor: -1)
            #expect(difference.squaredNorm <= 1e-24 * sum.squaredNorm)
            whole.add(sum, factor: -1)
        }
        #expect(whole.squaredNorm < 1e-20)
    }

    @Test func `the inverse undoes the matrix, and the determinant is the eigenvalues' product`()
        throws
    {
        let covariance = HermitianMatrix(columnsOf: Self.random(order: 6, columns: 40, seed: 2))
        let (inverse, logDeterminant) = try #require(covariance.inverse())
        let product = covariance.product(inverse.values, columnCount: 6)
        for row in 0..<6 {
            for column in 0..<6 {
                #expect(abs(product[2 * (row * 6 + column)] - (row == column ? 1 : 0)) < 1e-12)
                #expect(abs(product[2 * (row * 6 + column) + 1]) < 1e-12)
            }
        }
        let eigenvalues = covariance.eigenvalues()
        #expect(abs(eigenvalues.reduce(0, +) - covariance.trace) < 1e-9)
        #expect(abs(eigenvalues.reduce(0) { $0 + log($1) } - logDeterminant) < 1e-9)
        // H⁻¹ H H⁻¹ = H⁻¹.
        let again = inverse.sandwich(covariance)
        for place in again.values.indices {
            #expect(abs(again.values[place] - inverse.values[place]) < 1e-12)
        }
        var indefinite = covariance
        indefinite.addToDiagonal(-eigenvalues[0] * 1.01)
        #expect(indefinite.inverse() == nil)
    }

    @Test func `a product by BLAS is the sum of products`() {
        let (a, b) = (
            Self.random(order: 4, columns: 7, seed: 3), Self.random(order: 7, columns: 5, seed: 4)
        )
        let product = a * b
        var (real, imaginary) = (Float(0), Float(0))
        for inner in 0..<7 {
            let (x, y) = (a[3, inner], b[inner, 2])
            real += x.real * y.real - x.imaginary * y.imaginary
            imaginary += x.real * y.imaginary + x.imaginary * y.real
        }
        #expect(abs(product[3, 2].real - real) < 1e-5)
        #expect(abs(product[3, 2].imaginary - imaginary) < 1e-5)
        let c = Self.random(order: 4, columns: 6, seed: 5)
        let adjoint = a.adjointTimes(c)
        (real, imaginary) = (0, 0)
        for inner in 0..<4 {
            let (x, y) = (a[inner, 6], c[inner, 1])
            real += x.real * y.real + x.imaginary * y.imaginary
            imaginary += x.real * y.imaginary - x.imaginary * y.real
        }
        #expect(abs(adjoint[6, 1].real - real) < 1e-5)
        #expect(abs(adjoint[6, 1].imaginary - imaginary) < 1e-5)
    }

    @Test func `transforms of rows and of columns are those of each by itself`() {
        let matrix = Self.random(order: 5, columns: 8, seed: 6)
        var (byRow, byColumn) = (matrix, matrix)
        SplitFourierTransform(rowCount: 5, columnCount: 8, axis: .eachRow).forward(&byRow)
        SplitFourierTransform(rowCount: 5, columnCount: 8, axis: .eachColumn).backward(&byColumn)
        var row = (0..<8).map { matrix[3, $0] }
        FourierTransform(rowCount: 1, columnCount: 8).forward(&row)
        var column = (0..<5).map { matrix[$0, 6] }
        FourierTransform(rowCount: 1, columnCount: 5).inverse(&column)
        for place in 0..<8 {
            #expect(abs(byRow[3, place].real - row[place].real) < 1e-5)
            #expect(abs(byRow[3, place].imaginary - row[place].imaginary) < 1e-5)
        }
        for place in 0..<5 {
            #expect(abs(byColumn[place, 6].real - 5 * column[place].real) < 1e-5)
            #expect(abs(byColumn[place, 6].imaginary - 5 * column[place].imaginary) < 1e-5)
        }
    }
}
