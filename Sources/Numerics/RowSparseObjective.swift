/// What a spectrum is fitted to: ‖Y − A X‖² + Σ_l w_l ‖X_l‖.
///
/// DeepRM's eq. 8 with a weight for each row.
public struct RowSparseObjective: Hashable, Sendable {
    /// P: rows of Y.
    public let cosetCount: Int
    /// L: rows of X.
    public let rowCount: Int
    /// N: columns of both.
    public let columnCount: Int
    /// w, `[L]`.
    public var rowWeights: [Float] {
        didSet { precondition(rowWeights.count == rowCount, "each row has its weight") }
    }
    /// A, `[2 P, L]`, real parts above imaginary ones.
    let matrix: [Float]
    /// −Y, `[P, 2 N']`, real parts left of imaginary ones, N' whole vectors.
    let target: [Float]

    /// An objective from A `[P, L]`, Y `[P, N]` and the rows' weights.
    public init(matrix: ComplexMatrix, measured: ComplexMatrix, rowWeights: [Float]) {
        precondition(matrix.rowCount == measured.rowCount, "A and Y have the same cosets")
        precondition(matrix.columnCount == rowWeights.count, "each row has its weight")
        cosetCount = matrix.rowCount
        rowCount = matrix.columnCount
        columnCount = measured.columnCount
        self.rowWeights = rowWeights
        self.matrix = matrix.real + matrix.imaginary
        let padded = (columnCount + SineLayers.lanes - 1) / SineLayers.lanes * SineLayers.lanes
        var target = [Float](repeating: 0, count: cosetCount * 2 * padded)
        for row in 0..<cosetCount {
            for column in 0..<columnCount {
                let value = measured[row, column]
                target[row * 2 * padded + column] = -value.real
                target[row * 2 * padded + padded + column] = -value.imaginary
            }
        }
        self.target = target
    }
}
