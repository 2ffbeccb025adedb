import Testing

@testable import Numerics

struct ComplexProductTests {
    private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> ComplexMatrix {
        var generator = SeededGenerator(seed: seed)
        var matrix = ComplexMatrix(rowCount: rows, columnCount: columns)
        for place in matrix.real.indices {
            matrix.real[place] = Float(generator.normal())
            matrix.imaginary[place] = Float(generator.normal())
        }
        return matrix
    }

    // Whole vectors of columns, which the kernel takes, and others, which BLAS does.
    @Test(arguments: [(1, 1, 16), (3, 7, 48), (10, 40, 16), (40, 10, 320), (5, 4, 7), (13, 2, 1)])
    func `products and adjoint products are the sums of their definition`(
        rows: Int, inner: Int, columns: Int
    ) {
        let left = Self.random(rows, inner, seed: 1)
        let right = Self.random(inner, columns, seed: 2)
        var adjoint = ComplexMatrix(rowCount: inner, columnCount: rows)
        for row in 0..<rows {
            for place in 0..<inner {
                let value = left[row, place]
                adjoint[place, row] = ComplexFloat(real: value.real, imaginary: -value.imaginary)
            }
        }
        let product = left * right
        let other = adjoint.adjointTimes(right)
        for row in 0..<rows {
            for column in 0..<columns {
                var (real, imaginary) = (0.0, 0.0)
                for place in 0..<inner {
                    let (a, b) = (left[row, place], right[place, column])
                    real += Double(a.real) * Double(b.real)
                    real -= Double(a.imaginary) * Double(b.imaginary)
                    imaginary += Double(a.real) * Double(b.imaginary)
                    imaginary += Double(a.imaginary) * Double(b.real)
                }
                for value in [product[row, column], other[row, column]] {
                    #expect(abs(Double(value.real) - real) < 1e-5)
                    #expect(abs(Double(value.imaginary) - imaginary) < 1e-5)
                }
            }
        }
    }
}
