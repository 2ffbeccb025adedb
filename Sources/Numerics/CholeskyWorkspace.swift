/// Solves small symmetric positive definite systems, A x = b, again and again without allocating.
///
/// A = L Lᵀ, with L kept where A was: the lower triangle, column-major, entry (i, j) at
/// `j * capacity + i`. Kriging solves thousands of systems of order 16 for every map, where LAPACK's
/// call and blocking cost more than the arithmetic; use ``DenseCholesky`` above order 64.
public struct CholeskyWorkspace: Sendable {
    /// The greatest order.
    public static let orderMax = 64

    /// The greatest order that this workspace holds, which is also the columns' stride.
    public let capacity: Int
    /// The order of the system that was factored last.
    public private(set) var order = 0
    /// The matrix to be factored, or its factor: lower triangle, column-major.
    public var matrix: [Double]
    private var reciprocals: [Double]

    /// A workspace for systems up to some order.
    public init(capacity: Int = CholeskyWorkspace.orderMax) {
        precondition(
            (1...Self.orderMax).contains(capacity), "a small system's order is 1 to 64")
        self.capacity = capacity
        matrix = [Double](repeating: 0, count: capacity * capacity)
        reciprocals = [Double](repeating: 0, count: capacity)
    }

    /// The entry at a row and a column not right of it.
    @inlinable
    public subscript(row: Int, column: Int) -> Double {
        get { matrix[column * capacity + row] }
        set { matrix[column * capacity + row] = newValue }
    }

    /// Turns the leading block of ``matrix`` into its Cholesky factor.
    ///
    /// - Returns: `false` where the block is not positive definite (to rounding) or holds a NaN; the
    ///   matrix is then spoilt and must be written again. O(order³ / 6) multiplications.
    public mutating func factor(order: Int) -> Bool {
        precondition(order >= 0 && order <= capacity, "the system fits its workspace")
        self.order = order
        let stride = capacity
        return matrix.withUnsafeMutableBufferPointer { a in
            reciprocals.withUnsafeMutableBufferPointer { r in
                for j in 0..<order {
                    let column = j * stride
                    for k in 0..<j {
                        let scale = a[k * stride + j]
                        let other = k * stride
                        for i in j..<order { a[column + i] -= scale * a[other + i] }
                    }
                    let pivot = a[column + j]
                    guard pivot > 0, pivot.isFinite else { return false }
                    let root = pivot.squareRoot()
                    let reciprocal = 1 / root
                    r[j] = reciprocal
                    a[column + j] = root
                    for i in (j + 1)..<max(order, j + 1) { a[column + i] *= reciprocal }
                }
                return true
            }
        }
    }

    /// Solves L x = b in place; `b` may be longer than the system.
    public func solveLower(_ b: inout [Double]) {
        precondition(b.count >= order, "the right-hand side is as long as the system")
        let order = order
        let stride = capacity
        matrix.withUnsafeBufferPointer { a in
            reciprocals.withUnsafeBufferPointer { r in
                b.withUnsafeMutableBufferPointer { x in
                    for j in 0..<order {
                        let solved = x[j] * r[j]
                        x[j] = solved
                        let column = j * stride
                        for i in (j + 1)..<max(order, j + 1) { x[i] -= solved * a[column + i] }
                    }
                }
            }
        }
    }

    /// Solves Lᵀ x = b in place; `b` may be longer than the system.
    public func solveUpper(_ b: inout [Double]) {
        precondition(b.count >= order, "the right-hand side is as long as the system")
        let order = order
        let stride = capacity
        matrix.withUnsafeBufferPointer { a in
            reciprocals.withUnsafeBufferPointer { r in
                b.withUnsafeMutableBufferPointer { x in
                    for j in Swift.stride(from: order - 1, through: 0, by: -1) {
                        let column = j * stride
                        // Two sums, because one would wait for every addition before the next.
                        var even = 0.0
                        var odd = 0.0
                        var i = j + 1
                        while i + 1 < order {
                            even += a[column + i] * x[i]
                            odd += a[column + i + 1] * x[i + 1]
                            i += 2
                        }
                        if i < order { even += a[column + i] * x[i] }
                        x[j] = (x[j] - (even + odd)) * r[j]
                    }
                }
            }
        }
    }

    /// Solves A x = b in place, from the factor; `b` may be longer than the system.
    public func solve(_ b: inout [Double]) {
        solveLower(&b)
        solveUpper(&b)
    }
}
