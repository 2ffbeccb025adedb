import Numerics

/// Slopes and information of covariances that are sums of dyads x yᴴ of a column's vectors a, c a and
/// c² a, three of each row.
struct BranchDyads {
    /// A factor times x_left x_rightᴴ.
    struct Term {
        let left: Int
        let right: Int
        let real: Double
        let imaginary: Double

        init(_ left: Int, _ right: Int, _ real: Double, _ imaginary: Double = 0) {
            (self.left, self.right, self.real, self.imaginary) = (left, right, real, imaginary)
        }
    }

    private let count: Int
    private let cosets: Int
    /// The vectors x, `[3K, P, 2]`.
    private let vectors: [Double]
    /// C⁻¹ x.
    private let whitened: [Double]
    /// T C⁻¹ x.
    private let turned: [Double]
    /// (C⁻¹ R C⁻¹ − C⁻¹) x.
    private let departed: [Double]
    /// xᴴ C⁻¹ y, `[3K, 3K, 2]`.
    private let products: [Double]

    init(_ score: ColumnScore, _ column: BranchColumn, rows: [BranchColumn.Row]) {
        let cosets = score.cosets
        let places = column.places
        var vectors: [Double] = []
        vectors.reserveCapacity(6 * rows.count * cosets)
        for row in rows {
            for power in 0..<3 {
                for p in 0..<cosets {
                    let factor = power == 0 ? 1 : power == 1 ? places[p] : places[p] * places[p]
                    vectors.append(factor * row.steering[2 * p])
                    vectors.append(factor * row.steering[2 * p + 1])
                }
            }
        }
        let count = 3 * rows.count
        let columns = Self.transposed(vectors, rowCount: count, columnCount: cosets)
        func times(_ matrix: HermitianMatrix, _ columns: [Double]) -> [Double] {
            matrix.product(columns, columnCount: count)
        }
        let solved = times(score.inverse, columns)
        var departure = HermitianMatrix(order: cosets)
        departure.values = score.departure
        func rowWise(_ columns: [Double]) -> [Double] {
            Self.transposed(columns, rowCount: cosets, columnCount: count)
        }
        let whitened = rowWise(solved)
        turned = rowWise(times(column.turning, solved))
        departed = rowWise(times(departure, columns))
        var products = [Double](repeating: 0, count: 2 * count * count)
        for row in 0..<count {
            for other in 0...row {
                let (real, imaginary) = Self.product(vectors, row, whitened, other, cosets)
                let (at, mirror) = (2 * (row * count + other), 2 * (other * count + row))
                (products[at], products[at + 1]) = (real, imaginary)
                (products[mirror], products[mirror + 1]) = (real, row == other ? 0 : -imaginary)
            }
        }
        self.count = count
        self.cosets = cosets
        self.vectors = vectors
        self.whitened = whitened
        self.products = products
    }

    /// tr (C⁻¹ R C⁻¹ − C⁻¹) ∂C.
    func slope(_ terms: [Term]) -> Double {
        terms.reduce(0) { sum, term in
            let (a, b) = Self.product(vectors, term.right, departed, term.left, cosets)
            return sum + term.real * a - term.imaginary * b
        }
    }

    /// tr C⁻¹ ∂C C⁻¹ ∂'C.
    func information(_ terms: [Term], _ others: [Term]) -> Double {
        var sum = 0.0
        for term in terms {
            for other in others {
                let first = 2 * (term.right * count + other.left)
                let second = 2 * (other.right * count + term.left)
                let (a, b) = (products[first], products[first + 1])
                let (c, d) = (products[second], products[second + 1])
                let (real, imaginary) = (a * c - b * d, a * d + b * c)
                let factor = term.real * other.real - term.imaginary * other.imaginary
                let turn = term.real * other.imaginary + term.imaginary * other.real
                sum += factor * real - turn * imaginary
            }
        }
        return sum
    }

    /// tr C⁻¹ ∂C C⁻¹: with the noise.
    func noise(_ terms: [Term]) -> Double {
        terms.reduce(0) { sum, term in
            let (a, b) = Self.product(whitened, term.right, whitened, term.left, cosets)
            return sum + term.real * a - term.imaginary * b
        }
    }

    /// With a branch's logarithmic gain and its delay.
    func shared(_ terms: [Term], branch p: Int) -> (gain: Double, delay: Double) {
        var (gain, delay) = (0.0, 0.0)
        for term in terms {
            let (left, right) = (2 * (term.left * cosets + p), 2 * (term.right * cosets + p))
            let (c, d) = (whitened[right], whitened[right + 1])
            let (a, b) = (vectors[left], vectors[left + 1])
            gain += 2 * (term.real * (a * c + b * d) - term.imaginary * (b * c - a * d))
            let (e, f) = (turned[left], turned[left + 1])
            delay +=
                4 * Double.pi * (term.real * (f * c - e * d) + term.imaginary * (e * c + f * d))
        }
        return (gain, delay)
    }

    /// xᴴ y of two vectors.
    private static func product(
        _ left: [Double], _ row: Int, _ right: [Double], _ other: Int, _ cosets: Int
    ) -> (Double, Double) {
        var (real, imaginary) = (0.0, 0.0)
        let (x, y) = (2 * row * cosets, 2 * other * cosets)
        for p in stride(from: 0, to: 2 * cosets, by: 2) {
            let (a, b) = (left[x + p], left[x + p + 1])
            let (c, d) = (right[y + p], right[y + p + 1])
            real += a * c + b * d
            imaginary += a * d - b * c
        }
        return (real, imaginary)
    }

    private static func transposed(
        _ matrix: [Double], rowCount: Int, columnCount: Int
    ) -> [Double] {
        var result = matrix
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                let (from, to) = (2 * (row * columnCount + column), 2 * (column * rowCount + row))
                result[to] = matrix[from]
                result[to + 1] = matrix[from + 1]
            }
        }
        return result
    }
}
