import Numerics

/// Least squares of Y on some columns of A, over and over for sets that grow or change.
struct RowLeastSquares {
    let pattern: CosetPattern
    /// A, `[P, L]`.
    let dense: ComplexMatrix
    /// Y, `[P, columns]`.
    let observed: ComplexMatrix
    /// Aᴴ A, `[L, L]`.
    let gram: ComplexMatrix
    /// Aᴴ Y, `[L, columns]`.
    let correlations: ComplexMatrix

    init(_ stack: FrameStack) {
        pattern = stack.pattern
        observed = stack.values
        dense = SensingOperator.dense(stack.pattern)
        gram = dense.adjointTimes(dense)
        correlations = dense.adjointTimes(stack.values)
    }

    /// The coefficients of the rows, `[rows, columns]`, and what they leave of Aᴴ Y and of ‖Y‖².
    func fit(_ rows: [Int]) -> RowFit {
        guard !rows.isEmpty else {
            return RowFit(
                coefficients: ComplexMatrix(rowCount: 0, columnCount: observed.columnCount),
                correlations: correlations, squaredResidual: observed.squaredNorm)
        }
        var system = HermitianMatrix(order: rows.count)
        for (i, row) in rows.enumerated() {
            for (j, other) in rows[...i].enumerated() {
                let element = gram[row, other]
                system.set(
                    i, j, real: Double(element.real), imaginary: Double(element.imaginary))
            }
        }
        // Columns of unit norm; a hair of ridge where they depend on each other (combs, deeprm.md 2.2).
        var ridge = 1e-9
        var inverse: HermitianMatrix?
        while inverse == nil {
            var steadied = system
            steadied.addToDiagonal(ridge)
            inverse = steadied.inverse()?.inverse
            ridge *= 10
        }
        let coefficients = (inverse ?? system).times(correlations.rows(rows))
        var left = correlations
        left.subtract(gram.columns(rows) * coefficients)
        var rest = observed
        rest.subtract(dense.columns(rows) * coefficients)
        return RowFit(
            coefficients: coefficients, correlations: left, squaredResidual: rest.squaredNorm)
    }

    /// A spectrum, `[L, columns]`, with these rows and no others.
    func spectrum(_ rows: [Int], _ coefficients: ComplexMatrix) -> ComplexMatrix {
        var spectrum = ComplexMatrix(
            rowCount: pattern.rowCount, columnCount: observed.columnCount)
        spectrum.setRows(rows, to: coefficients)
        return spectrum
    }
}
