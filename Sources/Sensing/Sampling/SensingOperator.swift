import Glibc
import Numerics

/// A of Y = A X: what multi-coset sampling makes of a spectrum, and its adjoint, by FFTs.
///
/// A[p, l] = exp(2πi c_p l / L) / √P (DeepRM, eq. 5, with unit-norm columns), so that a column of Y is
/// P elements of an inverse DFT of length L; A Aᴴ = (L/P) I. Cost O(L log L) a column, against P L of
/// the dense product (``dense``, which the tests compare with).
public struct SensingOperator: Sendable {
    /// The sampler.
    public let pattern: CosetPattern
    /// Columns of the matrices that it is applied to: N, or N times the number of frames.
    public let columnCount: Int
    private let transform: SplitFourierTransform
    private let scale: Float

    /// The operator for matrices of so many columns; of one frame's, N, unless said.
    public init(pattern: CosetPattern, columnCount: Int? = nil) {
        let columnCount = columnCount ?? pattern.samplesPerCoset
        precondition(columnCount > 0, "a matrix has columns")
        self.pattern = pattern
        self.columnCount = columnCount
        transform = SplitFourierTransform(
            rowCount: pattern.rowCount, columnCount: columnCount, axis: .eachColumn)
        scale = Float(1 / Double(pattern.cosetCount).squareRoot())
    }

    /// A X, `[P, columns]`, of a spectrum X, `[L, columns]`.
    public func apply(_ spectrum: ComplexMatrix) -> ComplexMatrix {
        precondition(
            spectrum.rowCount == pattern.rowCount && spectrum.columnCount == columnCount,
            "a spectrum is [L, columns]")
        var whole = spectrum
        transform.backward(&whole)
        var cosets = ComplexMatrix(rowCount: pattern.cosetCount, columnCount: columnCount)
        for (row, offset) in pattern.offsets.enumerated() {
            for column in 0..<columnCount {
                let (to, from) = (row * columnCount + column, offset * columnCount + column)
                cosets.real[to] = scale * whole.real[from]
                cosets.imaginary[to] = scale * whole.imaginary[from]
            }
        }
        return cosets
    }

    /// Aᴴ Y, `[L, columns]`, of coset spectra Y, `[P, columns]`.
    public func adjoint(_ cosets: ComplexMatrix) -> ComplexMatrix {
        precondition(
            cosets.rowCount == pattern.cosetCount && cosets.columnCount == columnCount,
            "coset spectra are [P, columns]")
        var whole = ComplexMatrix(rowCount: pattern.rowCount, columnCount: columnCount)
        for (row, offset) in pattern.offsets.enumerated() {
            for column in 0..<columnCount {
                let (from, to) = (row * columnCount + column, offset * columnCount + column)
                whole.real[to] = scale * cosets.real[from]
                whole.imaginary[to] = scale * cosets.imaginary[from]
            }
        }
        transform.forward(&whole)
        return whole
    }

    /// A itself, `[P, L]`: the definition, which the fast ways are tested against.
    public static func dense(_ pattern: CosetPattern) -> ComplexMatrix {
        let (cosets, rows) = (pattern.cosetCount, pattern.rowCount)
        var matrix = ComplexMatrix(rowCount: cosets, columnCount: rows)
        let scale = 1 / Double(cosets).squareRoot()
        for (p, offset) in pattern.offsets.enumerated() {
            for l in 0..<rows {
                // Reduced first: the exponential of a large angle loses digits.
                let angle = 2 * Double.pi * Double(offset * l % rows) / Double(rows)
                matrix.real[p * rows + l] = Float(scale * cos(angle))
                matrix.imaginary[p * rows + l] = Float(scale * sin(angle))
            }
        }
        return matrix
    }
}
