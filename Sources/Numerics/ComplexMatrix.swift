import CKernels

/// A complex matrix of single precision, real and imaginary parts apart.
///
/// Row-major, `[rowCount, columnCount]`. The parts are apart so that loops over columns become vector
/// code; ``FourierTransform`` takes pairs (``ComplexFloat``).
public struct ComplexMatrix: Hashable, Sendable {
    /// Rows.
    public let rowCount: Int
    /// Columns.
    public let columnCount: Int
    /// Real parts, row by row.
    public var real: [Float]
    /// Imaginary parts, row by row.
    public var imaginary: [Float]

    /// A matrix of noughts.
    public init(rowCount: Int, columnCount: Int) {
        precondition(rowCount >= 0 && columnCount >= 0, "a matrix has a size")
        self.rowCount = rowCount
        self.columnCount = columnCount
        real = [Float](repeating: 0, count: rowCount * columnCount)
        imaginary = real
    }

    /// The element of a row and a column.
    public subscript(row: Int, column: Int) -> ComplexFloat {
        get {
            let place = row * columnCount + column
            return ComplexFloat(real: real[place], imaginary: imaginary[place])
        }
        set {
            let place = row * columnCount + column
            real[place] = newValue.real
            imaginary[place] = newValue.imaginary
        }
    }

    /// Sum of the squared moduli of all elements.
    public var squaredNorm: Double {
        ethermap_sum_of_squares(real, real.count)
            + ethermap_sum_of_squares(imaginary, imaginary.count)
    }
}
