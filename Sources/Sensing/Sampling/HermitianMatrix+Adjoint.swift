import Numerics

extension HermitianMatrix {
    /// Sets the elements above the diagonal to the conjugates of those below.
    mutating func mirrorLowerTriangle() {
        for row in 0..<order {
            values[2 * (row * order + row) + 1] = 0
            for column in 0..<row {
                let (from, to) = (2 * (row * order + column), 2 * (column * order + row))
                values[to] = values[from]
                values[to + 1] = -values[from + 1]
            }
        }
    }

    /// M times this matrix, of any M, `[order, order, 2]`: (H Mᴴ)ᴴ.
    func timesFromLeft(_ left: [Double]) -> [Double] {
        Self.adjoint(product(Self.adjoint(left, order: order), columnCount: order), order: order)
    }

    /// Mᴴ of any M, `[order, order, 2]`.
    static func adjoint(_ matrix: [Double], order: Int) -> [Double] {
        var result = matrix
        for row in 0..<order {
            for column in 0..<order {
                let (from, to) = (2 * (column * order + row), 2 * (row * order + column))
                result[to] = matrix[from]
                result[to + 1] = -matrix[from + 1]
            }
        }
        return result
    }

    /// Re and Im of (M N)[row, row], of any M and N, `[order, order, 2]`.
    static func diagonal(
        _ left: [Double], _ right: [Double], _ row: Int, order: Int
    ) -> (real: Double, imaginary: Double) {
        var (real, imaginary) = (0.0, 0.0)
        for column in 0..<order {
            let (l, r) = (2 * (row * order + column), 2 * (column * order + row))
            real += left[l] * right[r] - left[l + 1] * right[r + 1]
            imaginary += left[l] * right[r + 1] + left[l + 1] * right[r]
        }
        return (real, imaginary)
    }
}
