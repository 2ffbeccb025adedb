/// A Hermitian matrix of double precision, such as a covariance.
///
/// All elements are kept, row by row, real and imaginary parts in turn (LAPACK's layout of the
/// transpose, which of a Hermitian matrix is the conjugate: factors and inverses come out right).
public struct HermitianMatrix: Hashable, Sendable {
    /// Rows and columns.
    public let order: Int
    /// Real and imaginary parts in turn, row by row, `[order, order, 2]`.
    public var values: [Double]

    /// A matrix of noughts.
    public init(order: Int) {
        precondition(order > 0 && order <= 4_096, "a matrix has a size")
        self.order = order
        values = [Double](repeating: 0, count: 2 * order * order)
    }

    /// Real part of an element.
    public func real(_ row: Int, _ column: Int) -> Double { values[2 * (row * order + column)] }

    /// Imaginary part of an element.
    public func imaginary(_ row: Int, _ column: Int) -> Double {
        values[2 * (row * order + column) + 1]
    }

    /// Sets an element, and its mirror image to the conjugate.
    public mutating func set(_ row: Int, _ column: Int, real: Double, imaginary: Double) {
        values[2 * (row * order + column)] = real
        values[2 * (row * order + column) + 1] = row == column ? 0 : imaginary
        values[2 * (column * order + row)] = real
        values[2 * (column * order + row) + 1] = row == column ? 0 : -imaginary
    }

    /// Sum of the diagonal.
    public var trace: Double {
        var sum = 0.0
        for place in 0..<order { sum += values[2 * (place * order + place)] }
        return sum
    }

    /// Sum of the squared moduli of all elements.
    public var squaredNorm: Double {
        var sum = 0.0
        for value in values { sum += value * value }
        return sum
    }

    /// Multiplies every element by a real factor.
    public mutating func scale(by factor: Double) {
        for place in values.indices { values[place] *= factor }
    }

    /// Adds a multiple of another matrix.
    public mutating func add(_ other: HermitianMatrix, factor: Double = 1) {
        precondition(other.order == order, "sizes agree")
        for place in values.indices { values[place] += factor * other.values[place] }
    }

    /// Adds a real number to the diagonal.
    public mutating func addToDiagonal(_ value: Double) {
        for place in 0..<order { values[2 * (place * order + place)] += value }
    }
}
