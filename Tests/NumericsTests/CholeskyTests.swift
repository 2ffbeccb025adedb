import Numerics
import Testing

struct CholeskyTests {
    /// A random symmetric positive definite matrix, B Bᵀ / n + 0.1 I.
    private func positiveDefinite(
        _ order: Int, _ generator: inout SeededGenerator
    ) -> [Double] {
        let b = (0..<order * order).map { _ in generator.normal() }
        var a = [Double](repeating: 0, count: order * order)
        for i in 0..<order {
            for j in 0..<order {
                var sum = i == j ? 0.1 : 0.0
                for k in 0..<order { sum += b[i * order + k] * b[j * order + k] / Double(order) }
                a[i * order + j] = sum
            }
        }
        return a
    }

    @Test(arguments: [1, 2, 3, 7, 16, 17, 31, 64])
    func `the small solver agrees with LAPACK`(order: Int) throws {
        var generator = SeededGenerator(seed: UInt64(order))
        var workspace = CholeskyWorkspace()
        for _ in 0..<5 {
            let a = positiveDefinite(order, &generator)
            let b = (0..<order).map { _ in generator.normal() }
            for j in 0..<order {
                for i in j..<order { workspace[i, j] = a[i * order + j] }
            }
            let factored = workspace.factor(order: order)
            #expect(factored)
            var small = b
            workspace.solve(&small)
            let dense = try #require(DenseCholesky(a, order: order)).solve(b)
            for i in 0..<order {
                #expect(abs(small[i] - dense[i]) <= 1e-9 * max(1, abs(dense[i])))
            }
        }
    }

    @Test func `the solution satisfies the equations`() throws {
        var generator = SeededGenerator(seed: 1)
        let order = 100
        let a = positiveDefinite(order, &generator)
        let b = (0..<2 * order).map { _ in generator.normal() }
        let x = try #require(DenseCholesky(a, order: order)).solve(b, columnCount: 2)
        for column in 0..<2 {
            for i in 0..<order {
                var sum = 0.0
                for j in 0..<order { sum += a[i * order + j] * x[column * order + j] }
                #expect(abs(sum - b[column * order + i]) < 1e-9)
            }
        }
    }

    @Test func `triangular solves compose to the whole`() {
        var generator = SeededGenerator(seed: 2)
        var workspace = CholeskyWorkspace(capacity: 9)
        let a = positiveDefinite(9, &generator)
        for j in 0..<9 { for i in j..<9 { workspace[i, j] = a[i * 9 + j] } }
        let factored2 = workspace.factor(order: 9)
        #expect(factored2)
        let b = (0..<9).map { _ in generator.normal() }
        var whole = b
        workspace.solve(&whole)
        var parts = b
        workspace.solveLower(&parts)
        workspace.solveUpper(&parts)
        #expect(whole == parts)
    }

    @Test func `a matrix that is not positive definite is refused`() {
        var workspace = CholeskyWorkspace(capacity: 2)
        workspace[0, 0] = 1
        workspace[1, 0] = 2
        workspace[1, 1] = 1
        let factored3 = workspace.factor(order: 2)
        #expect(!factored3)
        workspace[0, 0] = .nan
        let factored4 = workspace.factor(order: 2)
        #expect(!factored4)
        #expect(DenseCholesky([1, 2, 2, 1], order: 2) == nil)
    }

    @Test func `a system of order nothing is solved`() throws {
        var workspace = CholeskyWorkspace(capacity: 1)
        let factored5 = workspace.factor(order: 0)
        #expect(factored5)
        #expect(try #require(DenseCholesky([], order: 0)).solve([]).isEmpty)
    }
}
